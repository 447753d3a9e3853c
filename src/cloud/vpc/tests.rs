//! Stories of VPCs.
