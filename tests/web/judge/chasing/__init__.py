"""Tests of `web.judge.chasing`."""
