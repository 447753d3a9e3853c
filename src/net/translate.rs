//! One family's packet as the other's: the header translation of RFC 7915.
