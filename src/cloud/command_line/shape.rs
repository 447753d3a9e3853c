//! The shape of an operation's parameters, read from the JSON Schema of its struct. The command
//! line, help, completion and forms all follow it, as in botocore they follow the API's model.

use crate::cloud::call::OPERATIONS;
use serde_json::Value;
use std::sync::OnceLock;

/// What a parameter holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Shape {
    /// Text.
    String {
        /// What it names, as [`crate::cloud::given::Readable::KIND`] says: `subnet-id`, `ipv6-cidr` …
        kind: Option<String>,
        /// The only values it can have; empty where it is free.
        choices: Vec<String>,
    },
    /// A whole number.
    Integer,
    /// Yes or no.
    Boolean,
    /// Any number of values.
    List(Box<Shape>),
    /// Values with names.
    Structure(Vec<Member>),
}

/// A named part of a structure.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Member {
    /// Its name in the API, like `VpcId`.
    pub name: String,
    /// What it means.
    pub doc: String,
    /// Whether it has to be there.
    pub required: bool,
    /// What it holds.
    pub shape: Shape,
}

impl Shape {
    /// Text of any kind.
    pub const TEXT: Self = Self::String { kind: None, choices: Vec::new() };

    /// Reads a JSON Schema. What it can't express becomes [`Shape::TEXT`].
    pub fn read(schema: &Value) -> Self {
        read(schema, schema, 0)
    }

    /// The members of a structure; nothing else has any.
    pub fn members(&self) -> &[Member] {
        match self {
            Self::Structure(members) => members,
            Self::String { .. } | Self::Integer | Self::Boolean | Self::List(_) => &[],
        }
    }

    /// The member of this name.
    pub fn member(&self, name: &str) -> Option<&Member> {
        self.members().iter().find(|member| member.name == name)
    }

    /// Whether it is `{"Value": boolean}`, which the command line writes as a flag.
    pub fn is_attribute(&self) -> bool {
        matches!(self.members(), [Member { name, shape: Self::Boolean, .. }] if name == "Value")
    }

    /// Whether it is one value and not made of several.
    pub fn is_scalar(&self) -> bool {
        match self {
            Self::String { .. } | Self::Integer | Self::Boolean => true,
            Self::List(_) | Self::Structure(_) => false,
        }
    }
}

/// The shape of an operation's parameters by EC2's name of it, like `CreateSubnet`.
pub fn shape(operation: &str) -> Option<&'static Shape> {
    // Reading a schema costs more than a whole simulated call, so each is read once.
    static SHAPES: [OnceLock<Shape>; OPERATIONS.len()] = [const { OnceLock::new() }; OPERATIONS.len()];
    let place = OPERATIONS.iter().position(|info| info.name == operation)?;
    Some(SHAPES[place].get_or_init(|| Shape::read((OPERATIONS[place].schema)().as_value())))
}

/// Schemas deeper than this are taken for endless.
const DEEPEST: usize = 12;

fn read(schema: &Value, root: &Value, depth: usize) -> Shape {
    let (schema, _) = resolved(schema, root);
    if depth > DEEPEST {
        return Shape::TEXT;
    }
    match type_of(schema) {
        Some("integer") => Shape::Integer,
        Some("boolean") => Shape::Boolean,
        Some("array") => Shape::List(Box::new(read(&schema["items"], root, depth + 1))),
        Some("object") => Shape::Structure(members(schema, root, depth)),
        _ => Shape::String {
            kind: schema.get("x-kind").and_then(Value::as_str).map(str::to_owned),
            choices: choices(schema),
        },
    }
}

fn members(schema: &Value, root: &Value, depth: usize) -> Vec<Member> {
    let required = schema.get("required").and_then(Value::as_array);
    let properties = schema.get("properties").and_then(Value::as_object);
    let member = |(name, schema): (&String, &Value)| Member {
        name: name.clone(),
        doc: resolved(schema, root).1.unwrap_or_default().split_whitespace().collect::<Vec<_>>().join(" "),
        required: required.is_some_and(|required| required.iter().any(|it| it == name.as_str())),
        shape: read(schema, root, depth + 1),
    };
    properties.into_iter().flatten().map(member).collect()
}

/// Follows references and looks past "or null", which is how an optional field is written. Also
/// returns the outermost description on the way, which is the field's own.
fn resolved<'a>(mut schema: &'a Value, root: &'a Value) -> (&'a Value, Option<&'a str>) {
    let mut doc = None;
    for _ in 0..DEEPEST {
        doc = doc.or_else(|| schema.get("description").and_then(Value::as_str));
        let pointer = schema.get("$ref").and_then(Value::as_str).and_then(|reference| reference.strip_prefix('#'));
        let alternatives = schema.get("anyOf").and_then(Value::as_array);
        let inner = match (pointer, alternatives) {
            (Some(pointer), _) => root.pointer(pointer),
            (None, Some(alternatives)) => alternatives.iter().find(|it| type_of(it) != Some("null")),
            (None, None) => None,
        };
        let Some(inner) = inner else { break };
        schema = inner;
    }
    (schema, doc)
}

fn type_of(schema: &Value) -> Option<&str> {
    match schema.get("type")? {
        Value::String(name) => Some(name),
        Value::Array(names) => names.iter().filter_map(Value::as_str).find(|name| *name != "null"),
        _ => None,
    }
}

fn choices(schema: &Value) -> Vec<String> {
    let listed = schema.get("enum").and_then(Value::as_array).into_iter().flatten();
    let described = schema.get("oneOf").and_then(Value::as_array).into_iter().flatten();
    let constants = described.flat_map(|it| {
        let inner = it.get("enum").and_then(Value::as_array).into_iter().flatten();
        it.get("const").into_iter().chain(inner)
    });
    listed.chain(constants).filter_map(Value::as_str).map(str::to_owned).collect()
}

/// An API name as the command line writes it: `Ipv6CidrBlock` is `ipv6-cidr-block`.
///
/// A hyphen stands before a capital that follows a small letter or digit, and before the last of
/// several capitals where a small letter follows it; a plural `s` stays with its acronym (`ARNs`).
pub fn kebab(name: &str) -> String {
    let letters: Vec<char> = name.chars().collect();
    let acronyms = plural_acronym(&letters);
    let mut out = String::with_capacity(name.len() + 4);
    for (at, &c) in letters.iter().enumerate() {
        let before = at.checked_sub(1).map(|before| letters[before]);
        let begins = match (before, acronyms) {
            (None, _) => false,
            (Some(_), Some(from)) if at >= from => at == from,
            (Some(before), _) => {
                let after_small = before.is_ascii_lowercase() || before.is_ascii_digit();
                let before_small = letters.get(at + 1).is_some_and(char::is_ascii_lowercase);
                c.is_ascii_uppercase() && (after_small || before_small)
            }
        };
        if begins {
            out.push('-');
        }
        out.push(c.to_ascii_lowercase());
    }
    out
}

/// Where a final acronym with a plural `s` begins.
fn plural_acronym(letters: &[char]) -> Option<usize> {
    let (last, rest) = letters.split_last()?;
    let capitals = rest.iter().rev().take_while(|c| c.is_ascii_uppercase()).count();
    (*last == 's' && capitals >= 2).then(|| rest.len() - capitals)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cloud::given::Readable;
    use crate::cloud::{ApiError, Given, Tag};
    use schemars::JsonSchema;
    use serde_json::json;

    #[test]
    fn names_are_written_as_the_aws_cli_writes_them() {
        let cases = [
            ("VpcId", "vpc-id"),
            ("Ipv6CidrBlock", "ipv6-cidr-block"),
            ("EnableDns64", "enable-dns64"),
            ("DestinationIpv6CidrBlock", "destination-ipv6-cidr-block"),
            ("EnableResourceNameDnsAAAARecordOnLaunch", "enable-resource-name-dns-aaaa-record-on-launch"),
            ("EnableResourceNameDnsARecordOnLaunch", "enable-resource-name-dns-a-record-on-launch"),
            ("EnablePrimaryIpv6", "enable-primary-ipv6"),
            ("AmazonProvidedIpv6CidrBlock", "amazon-provided-ipv6-cidr-block"),
            ("CreateEgressOnlyInternetGateway", "create-egress-only-internet-gateway"),
            ("OutpostArn", "outpost-arn"),
            ("GatewayARNs", "gateway-arns"),
            ("ModifyVpcAttribute", "modify-vpc-attribute"),
            ("DisassociateNatGatewayAddress", "disassociate-nat-gateway-address"),
        ];
        for (name, wanted) in cases {
            assert_eq!(kebab(name), wanted);
        }
    }

    /// Does a thing.
    #[derive(serde::Serialize, JsonSchema)]
    #[serde(rename_all = "PascalCase")]
    #[allow(dead_code)]
    struct DoThing {
        /// Where to
        /// do it.
        subnet_id: Given<Place>,
        /// How often.
        count: Option<u32>,
        /// What to call it.
        tags: Option<Vec<Tag>>,
        mode: Option<Mode>,
        on: Option<Attribute>,
    }

    #[derive(serde::Serialize, JsonSchema)]
    #[serde(rename_all = "kebab-case")]
    #[allow(dead_code)]
    enum Mode {
        /// Quickly.
        VeryFast,
        Slow,
    }

    #[derive(serde::Serialize, JsonSchema)]
    #[serde(rename_all = "PascalCase")]
    struct Attribute {
        value: bool,
    }

    struct Place;

    impl Readable for Place {
        const KIND: &'static str = "subnet-id";

        fn read(_: &str, _: &str) -> Result<Self, ApiError> {
            Ok(Self)
        }
    }

    #[test]
    fn a_struct_gives_its_shape_whether_inlined_or_not() {
        let inlined = schemars::generate::SchemaSettings::draft2020_12().with(|it| it.inline_subschemas = true);
        let schemas = [schemars::schema_for!(DoThing), inlined.into_generator().into_root_schema_for::<DoThing>()];
        for schema in schemas {
            let shape = Shape::read(schema.as_value());
            let subnet = shape.member("SubnetId").unwrap();
            assert_eq!((subnet.doc.as_str(), subnet.required), ("Where to do it.", true));
            assert_eq!(subnet.shape, Shape::String { kind: Some("subnet-id".to_owned()), choices: Vec::new() });
            let count = shape.member("Count").unwrap();
            assert_eq!((&count.shape, count.required), (&Shape::Integer, false));
            let Shape::List(tag) = &shape.member("Tags").unwrap().shape else { panic!("Tags is a list") };
            assert_eq!(tag.members().iter().map(|it| it.name.as_str()).collect::<Vec<_>>(), ["Key", "Value"]);
            let mode = &shape.member("Mode").unwrap().shape;
            let Shape::String { choices, .. } = mode else { panic!("Mode is text") };
            let mut choices = choices.clone();
            choices.sort();
            assert_eq!(choices, ["slow", "very-fast"]);
            assert!(shape.member("On").unwrap().shape.is_attribute());
        }
    }

    #[test]
    fn an_endless_schema_ends() {
        let schema = json!({"$defs": {"A": {"type": "array", "items": {"$ref": "#/$defs/A"}}}, "$ref": "#/$defs/A"});
        assert!(matches!(Shape::read(&schema), Shape::List(_)));
        assert_eq!(Shape::read(&json!({"$ref": "#"})), Shape::TEXT);
    }
}
