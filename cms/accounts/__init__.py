"""Who: staff, the agency tree, citizens, and the roles that people hold somewhere."""
