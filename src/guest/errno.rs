//! What the kernel says when a connection fails, in the words programs print (rule 5.9).

use std::fmt;

/// Why the kernel refused or gave up, as its error number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Errno {
    /// ENETUNREACH: the guest has no route there, or a router said so.
    NetworkUnreachable,
    /// EHOSTUNREACH: a router on the way said that it knows no way.
    NoRouteToHost,
    /// ECONNREFUSED: nothing listens there.
    ConnectionRefused,
    /// ETIMEDOUT: nobody answered.
    TimedOut,
    /// EINVAL: the address can't be connected to as it stands, like a link-local one without its link.
    InvalidArgument,
    /// ECONNRESET: the other end cut the conversation.
    ConnectionReset,
}

impl fmt::Display for Errno {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::NetworkUnreachable => "Network is unreachable",
            Self::NoRouteToHost => "No route to host",
            Self::ConnectionRefused => "Connection refused",
            Self::TimedOut => "Connection timed out",
            Self::InvalidArgument => "Invalid argument",
            Self::ConnectionReset => "Connection reset by peer",
        })
    }
}
