"""Signing in by the province's one sign-in (OpenID Connect): the provider asked, the cookie of a session, the routes."""
