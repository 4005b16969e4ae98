"""The faces: terminal, HTTP, page. They show an Answer and assemble nothing."""
