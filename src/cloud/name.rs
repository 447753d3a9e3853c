//! Names: `@NAME` for ids, and what is near a name that is not there.
