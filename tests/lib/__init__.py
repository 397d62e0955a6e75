"""What the tests in tests/peers and tests/desktop share: real servers, a Countersign of their own."""
