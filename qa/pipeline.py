"""The whole way of a question, on one screen: open, answer, stream."""
