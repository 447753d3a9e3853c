//! Resolver
