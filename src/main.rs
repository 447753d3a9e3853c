//! v6dojo: arguments in, exit status out.

fn main() {}
