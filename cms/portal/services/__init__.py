"""Everything that changes something for a citizen: requests and their answers, wishes about notices, taking everything away."""
