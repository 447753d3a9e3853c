//! `--query`: JMESPath picks from a response before it is shown.

use jmespath::ast::Ast;
use serde_json::{Map, Value};
use std::collections::HashMap;
use std::fmt::Write as _;

/// A compiled `--query`.
#[derive(Clone, Debug)]
pub struct Query(jmespath::Expression<'static>);

/// Why a `--query` can't be answered.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum QueryError {
    /// It is no JMESPath.
    #[error("\nBad value for --query {expression}: Invalid jmespath expression: {what}")]
    Invalid {
        /// As typed.
        expression: String,
        /// What is wrong, with a mark under the place.
        what: String,
    },
    /// A function in it got what it can't work with.
    #[error("\n{0}")]
    Failed(String),
}

impl Query {
    /// Reads a JMESPath expression.
    pub fn compile(expression: &str) -> Result<Self, QueryError> {
        jmespath::compile(&with_json_literals(expression)).map(Self).map_err(|error| QueryError::Invalid {
            expression: expression.to_owned(),
            what: error.to_string().trim_end().to_owned(),
        })
    }

    /// What it picks from `response`.
    pub fn pick(&self, response: &Value) -> Result<Value, QueryError> {
        let failed = |what: &dyn std::fmt::Display| QueryError::Failed(what.to_string().trim_end().to_owned());
        let picked = self.0.search(response).map_err(|error| failed(&error))?;
        let picked = serde_json::to_value(&picked).map_err(|error| failed(&error))?;
        let mut orders = Orders::default();
        orders.of_value(response);
        orders.of_query(self.0.as_ast());
        Ok(orders.restore(picked))
    }
}

/// The expression with every literal in backquotes as JSON: the AWS CLI also takes `` `Name` `` for
/// `` `"Name"` ``.
fn with_json_literals(expression: &str) -> String {
    let mut out = String::new();
    let mut rest = expression;
    while let Some(at) = rest.find(['`', '\'', '"']) {
        let quote = &rest[at..=at];
        let Some(length) = closing(&rest[at + 1..], quote) else { break };
        let inner = &rest[at + 1..at + 1 + length];
        out.push_str(&rest[..at]);
        let is_json = quote != "`" || serde_json::from_str::<Value>(&inner.replace("\\`", "`")).is_ok();
        if is_json {
            out.push_str(&rest[at..at + length + 2]);
        } else {
            let _ = write!(out, "`\"{}\"`", inner.trim_start());
        }
        rest = &rest[at + length + 2..];
    }
    out + rest
}

/// Where the quote ends that began before `text`.
fn closing(text: &str, quote: &str) -> Option<usize> {
    let mut escaped = false;
    text.char_indices().find_map(|(at, c)| {
        let ends = !escaped && quote.starts_with(c);
        escaped = c == '\\' && !escaped;
        ends.then_some(at)
    })
}

/// The order that names have in objects, by the sorted names. The JMESPath library sorts the names of
/// all objects; the AWS CLI keeps the order of the response and of `{a: …, b: …}` in the query.
#[derive(Default)]
struct Orders(HashMap<Vec<String>, Vec<String>>);

impl Orders {
    fn keep(&mut self, names: Vec<String>) {
        let mut sorted = names.clone();
        sorted.sort();
        self.0.insert(sorted, names);
    }

    fn of_value(&mut self, value: &Value) {
        match value {
            Value::Object(members) => {
                self.keep(members.keys().cloned().collect());
                members.values().for_each(|value| self.of_value(value));
            }
            Value::Array(items) => items.iter().for_each(|item| self.of_value(item)),
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
        }
    }

    fn of_query(&mut self, ast: &Ast) {
        match ast {
            Ast::MultiHash { elements, .. } => {
                self.keep(elements.iter().map(|pair| pair.key.clone()).collect());
                elements.iter().for_each(|pair| self.of_query(&pair.value));
            }
            Ast::MultiList { elements: asts, .. } | Ast::Function { args: asts, .. } => {
                asts.iter().for_each(|ast| self.of_query(ast));
            }
            Ast::Comparison { lhs, rhs, .. }
            | Ast::Projection { lhs, rhs, .. }
            | Ast::And { lhs, rhs, .. }
            | Ast::Or { lhs, rhs, .. }
            | Ast::Subexpr { lhs, rhs, .. } => {
                self.of_query(lhs);
                self.of_query(rhs);
            }
            Ast::Condition { predicate, then, .. } => {
                self.of_query(predicate);
                self.of_query(then);
            }
            Ast::Expref { ast: node, .. }
            | Ast::Flatten { node, .. }
            | Ast::Not { node, .. }
            | Ast::ObjectValues { node, .. } => self.of_query(node),
            Ast::Identity { .. } | Ast::Field { .. } | Ast::Index { .. } | Ast::Literal { .. } | Ast::Slice { .. } => {}
        }
    }

    fn restore(&self, value: Value) -> Value {
        match value {
            Value::Object(mut members) => {
                let sorted: Vec<String> = members.keys().cloned().collect();
                let names = self.0.get(&sorted).unwrap_or(&sorted);
                let take = |name: &String| members.shift_remove(name).map(|value| (name.clone(), self.restore(value)));
                Value::Object(names.iter().filter_map(take).collect::<Map<_, _>>())
            }
            Value::Array(items) => items.into_iter().map(|item| self.restore(item)).collect(),
            scalar => scalar,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn pick(query: &str) -> Value {
        let response = json!({"RouteTables": [{
            "Routes": [{"DestinationCidrBlock": "10.1.0.0/16", "State": "active"},
                       {"State": "blackhole", "DestinationIpv6CidrBlock": "64:ff9b::/96"}],
            "Associations": [{"RouteTableAssociationId": "rtbassoc-1", "Main": false}],
        }]});
        Query::compile(query).unwrap().pick(&response).unwrap()
    }

    #[test]
    fn a_query_picks() {
        let cases = [
            ("RouteTables[0].Associations[0].RouteTableAssociationId", json!("rtbassoc-1")),
            ("RouteTables[0].Routes[].DestinationIpv6CidrBlock", json!(["64:ff9b::/96"])),
            ("RouteTables[].Routes[?State=='blackhole'] | [0][0].State", json!("blackhole")),
            ("length(RouteTables[0].Routes)", json!(2)),
            ("RouteTables[0].Routes[?State==`active`].State", json!(["active"])),
            ("RouteTables[0].Routes[?State==`\"active\"`] | length(@) == `1`", json!(true)),
            ("RouteTables[0].Routes[?State=='`active'] | length(@)", json!(0)),
            ("Nothing.Here", Value::Null),
        ];
        for (query, wanted) in cases {
            assert_eq!(pick(query), wanted, "{query}");
        }
    }

    #[test]
    fn names_keep_their_order() {
        let text = |query| pick(query).to_string();
        assert_eq!(
            text("RouteTables[0].Routes[1]"),
            r#"{"State":"blackhole","DestinationIpv6CidrBlock":"64:ff9b::/96"}"#
        );
        assert_eq!(
            text("RouteTables[0].Routes[:1].{To: DestinationCidrBlock, At: State}"),
            r#"[{"To":"10.1.0.0/16","At":"active"}]"#
        );
    }

    #[test]
    fn what_is_no_query_is_refused() {
        let error = Query::compile("Subnets[").unwrap_err().to_string();
        assert!(error.starts_with("\nBad value for --query Subnets[: Invalid jmespath expression: "), "{error}");
        let error = Query::compile("length(A)").unwrap().pick(&json!({})).unwrap_err();
        assert!(matches!(error, QueryError::Failed(_)));
    }
}
