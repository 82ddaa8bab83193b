"""F-2026-001 again: what burnt a legal number, at a back office without guards and at ours."""
