"""Who vouches: signing profiles, trust anchors, sealing and the judging of signatures."""
