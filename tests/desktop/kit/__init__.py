"""What the tests of the window share: a screen, the accessibility bus, keys, and names for its parts."""
