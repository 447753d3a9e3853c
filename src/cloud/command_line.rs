//! What a person sees of an operation.
