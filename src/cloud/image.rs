//! Images: which `ami-…` a public SSM parameter stands for.
