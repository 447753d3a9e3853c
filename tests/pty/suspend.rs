//! suspend
