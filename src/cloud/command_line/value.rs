//! From words to values of a shape, and what the AWS CLI says of values that do not fit.

use super::error::CommandLineError;
use super::near;
use super::shape::{Member, Shape};
use super::shorthand;
use serde_json::{Map, Value};

/// The value that `words` give to `option` (with its hyphens).
pub fn read(option: &str, words: &[String], shape: &Shape) -> Result<Value, CommandLineError> {
    let one = || words.first().map(String::as_str).unwrap_or_default();
    match shape {
        Shape::String { .. } | Shape::Integer | Shape::Boolean => scalar(option, one(), shape),
        Shape::Structure(_) if looks_like_json(one()) => json(option, one()),
        Shape::Structure(_) => short(option, one(), shape),
        Shape::List(_) if words.len() == 1 && one().trim_start().starts_with('[') => json(option, one()),
        Shape::List(item) => words.iter().map(|word| read(option, std::slice::from_ref(word), item)).collect(),
    }
}

fn looks_like_json(word: &str) -> bool {
    word.trim_start().starts_with(['[', '{'])
}

fn json(option: &str, text: &str) -> Result<Value, CommandLineError> {
    serde_json::from_str(text)
        .map_err(|error| CommandLineError::parameter(option, format!("Invalid JSON: {error}\nJSON received: {text}")))
}

fn short(option: &str, text: &str, shape: &Shape) -> Result<Value, CommandLineError> {
    let value = shorthand::read(text).map_err(|error| CommandLineError::parameter(option, error.to_string()))?;
    fit(option, value, shape)
}

/// Makes the texts of shorthand what the shape wants; what can't be made so is left for
/// [`validate`] to find.
fn fit(option: &str, value: Value, shape: &Shape) -> Result<Value, CommandLineError> {
    match (shape, value) {
        (Shape::Integer | Shape::Boolean, Value::String(text)) => scalar(option, &text, shape),
        (Shape::List(item), Value::Array(items)) => items.into_iter().map(|it| fit(option, it, item)).collect(),
        (Shape::List(item), one) => Ok(Value::Array(vec![fit(option, one, item)?])),
        (Shape::Structure(_), Value::Object(members)) => {
            let fitted = members.into_iter().map(|(name, value)| match shape.member(&name) {
                Some(member) => Ok((name, fit(option, value, &member.shape)?)),
                None => Ok((name, value)),
            });
            fitted.collect::<Result<Map<_, _>, CommandLineError>>().map(Value::Object)
        }
        (_, value) => Ok(value),
    }
}

fn scalar(option: &str, text: &str, shape: &Shape) -> Result<Value, CommandLineError> {
    match shape {
        Shape::Integer => match text.trim().parse::<i64>() {
            Ok(number) => Ok(Value::from(number)),
            Err(_) => {
                let what = format!("invalid literal for int() with base 10: '{text}'");
                Err(CommandLineError::parameter(option, what))
            }
        },
        Shape::Boolean => Ok(match text.to_ascii_lowercase().as_str() {
            "true" => Value::from(true),
            "false" => Value::from(false),
            _ => Value::from(text),
        }),
        Shape::String { .. } | Shape::List(_) | Shape::Structure(_) => Ok(Value::from(text)),
    }
}

/// Everything in `parameters` that does not fit `shape`, in botocore's words.
pub fn validate(parameters: &Value, shape: &Shape) -> Result<(), CommandLineError> {
    let mut problems = Vec::new();
    check("", parameters, shape, &mut problems);
    if problems.is_empty() { Ok(()) } else { Err(CommandLineError::Validation(problems)) }
}

fn check(path: &str, value: &Value, shape: &Shape, problems: &mut Vec<String>) {
    match (shape, value) {
        (Shape::Structure(members), Value::Object(given)) => check_members(path, given, members, problems),
        (Shape::List(item), Value::Array(items)) => {
            for (at, value) in items.iter().enumerate() {
                check(&format!("{path}[{at}]"), value, item, problems);
            }
        }
        (Shape::String { .. }, Value::String(_)) | (Shape::Boolean, Value::Bool(_)) => {}
        (Shape::Integer, Value::Number(number)) if number.is_i64() => {}
        _ => problems.push(format!(
            "Invalid type for parameter {path}, value: {}, type: {}, valid types: {}",
            plain(value),
            type_of(value),
            wanted(shape)
        )),
    }
}

fn check_members(path: &str, given: &Map<String, Value>, members: &[Member], problems: &mut Vec<String>) {
    let whole = if path.is_empty() { "input" } else { path };
    for member in members {
        if member.required && !given.contains_key(&member.name) {
            problems.push(format!("Missing required parameter in {whole}: \"{}\"", member.name));
        }
    }
    let names = || members.iter().map(|member| member.name.as_str());
    for (name, value) in given {
        let Some(member) = members.iter().find(|member| member.name == *name) else {
            let known = names().collect::<Vec<_>>().join(", ");
            let hint = near(name, names()).first().map(|near| format!(". Did you mean \"{near}\"?"));
            let hint = hint.unwrap_or_default();
            problems.push(format!("Unknown parameter in {whole}: \"{name}\", must be one of: {known}{hint}"));
            continue;
        };
        let inner = if path.is_empty() { name.clone() } else { format!("{path}.{name}") };
        check(&inner, value, &member.shape, problems);
    }
}

fn plain(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

/// A value's type, by the names that the AWS CLI (a Python program) shows.
fn type_of(value: &Value) -> &'static str {
    match value {
        Value::Null => "<class 'NoneType'>",
        Value::Bool(_) => "<class 'bool'>",
        Value::Number(_) => "<class 'int'>",
        Value::String(_) => "<class 'str'>",
        Value::Array(_) => "<class 'list'>",
        Value::Object(_) => "<class 'dict'>",
    }
}

fn wanted(shape: &Shape) -> &'static str {
    match shape {
        Shape::String { .. } => "<class 'str'>",
        Shape::Integer => "<class 'int'>",
        Shape::Boolean => "<class 'bool'>",
        Shape::List(_) => "<class 'list'>, <class 'tuple'>",
        Shape::Structure(_) => "<class 'dict'>",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn member(name: &str, required: bool, shape: Shape) -> Member {
        Member { name: name.to_owned(), doc: String::new(), required, shape }
    }

    fn permissions() -> Shape {
        let range = Shape::Structure(vec![member("CidrIpv6", true, Shape::TEXT)]);
        let permission = Shape::Structure(vec![
            member("IpProtocol", true, Shape::TEXT),
            member("FromPort", false, Shape::Integer),
            member("Ipv6Ranges", false, Shape::List(Box::new(range))),
            member("Names", false, Shape::List(Box::new(Shape::TEXT))),
            member("On", false, Shape::Boolean),
        ]);
        Shape::List(Box::new(permission))
    }

    fn read_all(words: &[&str]) -> Result<Value, CommandLineError> {
        let words: Vec<String> = words.iter().map(|word| (*word).to_owned()).collect();
        let value = read("--ip-permissions", &words, &permissions())?;
        let whole = Shape::Structure(vec![member("IpPermissions", true, permissions())]);
        validate(&json!({ "IpPermissions": value }), &whole)?;
        Ok(value)
    }

    #[test]
    fn shorthand_and_json_give_the_same() {
        let wanted = json!([{"IpProtocol": "tcp", "FromPort": 22, "Ipv6Ranges": [{"CidrIpv6": "::/0"}], "On": true}]);
        for word in [
            "IpProtocol=tcp,FromPort=22,Ipv6Ranges=[{CidrIpv6=::/0}],On=True",
            "IpProtocol=tcp,FromPort=22,Ipv6Ranges={CidrIpv6=::/0},On=true",
            r#"{"IpProtocol":"tcp","FromPort":22,"Ipv6Ranges":[{"CidrIpv6":"::/0"}],"On":true}"#,
            r#" [{"IpProtocol":"tcp","FromPort":22,"Ipv6Ranges":[{"CidrIpv6":"::/0"}],"On":true}]"#,
        ] {
            assert_eq!(read_all(&[word]).as_ref(), Ok(&wanted), "{word}");
        }
        assert_eq!(
            read_all(&["IpProtocol=tcp,Names=a,b", "IpProtocol=udp,Names=c"]).unwrap(),
            json!([{"IpProtocol": "tcp", "Names": ["a", "b"]}, {"IpProtocol": "udp", "Names": ["c"]}])
        );
    }

    #[test]
    fn what_does_not_fit_is_named() {
        let cases = [
            ("FromPort=x,IpProtocol=tcp", "'--ip-permissions': invalid literal for int() with base 10: 'x'"),
            ("FromPort=1", "Missing required parameter in IpPermissions[0]: \"IpProtocol\""),
            (
                "IpProtocol=6,FromPrt=1",
                "Unknown parameter in IpPermissions[0]: \"FromPrt\", must be one of: IpProtocol, FromPort, Ipv6Ranges, Names, On. Did you mean \"FromPort\"?",
            ),
            (
                "IpProtocol=6,On=maybe",
                "Invalid type for parameter IpPermissions[0].On, value: maybe, type: <class 'str'>, valid types: <class 'bool'>",
            ),
            (r#"[{"IpProtocol":6}]"#, "Invalid type for parameter IpPermissions[0].IpProtocol, value: 6"),
            ("[{", "'--ip-permissions': Invalid JSON: "),
            ("IpProtocol", "'--ip-permissions': Expected: '=', received: 'EOF'"),
        ];
        for (word, wanted) in cases {
            let error = read_all(&[word]).unwrap_err().to_string();
            assert!(error.contains(wanted), "{word}: {error}");
        }
    }
}
