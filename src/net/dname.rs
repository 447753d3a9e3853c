//! DNAME records (RFC 6672): all names below one name stand for the same names below another.
//! `hickory-proto` knows the number of the type but not its data, so here is what the simulation
//! needs of it.

use hickory_proto::rr::rdata::NULL;
use hickory_proto::rr::{Name, RData, RecordType};
use hickory_proto::serialize::binary::{BinDecodable, BinEncodable};

/// The data of a DNAME record with this target; none where the target can't be written on the wire.
pub fn data(target: &Name) -> Option<RData> {
    let rdata = NULL::with(target.to_bytes().ok()?);
    Some(RData::Unknown { code: RecordType::DNAME, rdata })
}

/// The target of a DNAME record; none where the data is another type's.
pub fn target(data: &RData) -> Option<Name> {
    match data {
        RData::Unknown { code: RecordType::DNAME, rdata } => Name::from_bytes(&rdata.anything).ok(),
        _ => None,
    }
}

/// What a name below `owner` stands for: the same name below `target`. None where that would be
/// longer than a name may be, 255 bytes (RFC 6672, section 2.2).
pub fn substitute(name: &Name, owner: &Name, target: &Name) -> Option<Name> {
    let kept = name.iter().count().checked_sub(owner.iter().count())?;
    Name::from_labels(name.iter().take(kept)).ok()?.append_domain(target).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::net::dns::{data_text, name};

    #[test]
    fn the_target_survives_the_wire() {
        let new = name("new.example").unwrap();
        let made = data(&new).unwrap();
        assert_eq!(target(&made), Some(new));
        assert_eq!(made.record_type(), RecordType::DNAME);
        assert_eq!(data_text(&made), "new.example.");
    }

    #[test]
    fn the_labels_below_the_owner_are_kept() {
        let (old, new) = (name("old.example").unwrap(), name("new.test").unwrap());
        let moved = substitute(&name("a.b.OLD.example").unwrap(), &old, &new);
        assert_eq!(moved, name("a.b.new.test"));
        let label = "x".repeat(63);
        let long = name(&format!("{label}.{label}.{label}.o")).unwrap();
        assert!(substitute(&long, &name("o").unwrap(), &name(&label).unwrap()).is_none(), "257 bytes");
    }
}
