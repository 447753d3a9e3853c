//! What comes over the room's sockets: whatever it is and in whatever pieces, it is read the same way, and
//! what one side writes the other reads.

use super::cases;
use proptest::prelude::*;
use v6dojo::tui::room::wire::{LONGEST, Lines, Say, Wish, read, write};

fn wish() -> impl Strategy<Value = Wish> {
    prop_oneof![
        Just(Wish::Forward),
        Just(Wish::Back),
        Just(Wish::NextStep),
        Just(Wish::PreviousStep),
        Just(Wish::Return),
        any::<usize>().prop_map(Wish::Step),
    ]
}

fn said() -> impl Strategy<Value = Say> {
    let hello = (any::<u32>(), any::<String>()).prop_map(|(protocol, code)| Say::Hello { protocol, code });
    prop_oneof![hello, wish().prop_map(Say::Go)]
}

proptest! {
    #![proptest_config(cases(500))]

    #[test]
    fn what_one_side_writes_the_other_reads_in_whatever_pieces_it_comes(
        said in prop::collection::vec(said(), 0..8),
        piece in 1_usize..40,
    ) {
        let bytes: Vec<u8> = said.iter().flat_map(write).collect();
        let mut lines = Lines::default();
        let whole: Vec<Vec<u8>> = bytes.chunks(piece).flat_map(|piece| lines.take(piece).unwrap()).collect();
        let heard: Vec<Say> = whole.iter().map(|line| read(line).unwrap()).collect();
        prop_assert_eq!(heard, said);
    }

    #[test]
    fn noise_is_no_word_of_the_protocol_and_never_grows_without_end(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        let mut lines = Lines::default();
        for line in lines.take(&bytes).unwrap() {
            prop_assert!(line.len() <= LONGEST);
            if let Ok(said) = read::<Say>(&line) {
                prop_assert_eq!(read(write(&said).trim_ascii_end()), Ok(said));
            }
        }
    }
}
