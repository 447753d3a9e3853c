//! Contrast as the Web Content Accessibility Guidelines (WCAG 2) measure it.

use ratatui::style::Color;

/// The 16 colours as xterm has them; other palettes differ, which is what makes them the user's.
const XTERM: [(u8, u8, u8); 16] = [
    (0, 0, 0),
    (205, 0, 0),
    (0, 205, 0),
    (205, 205, 0),
    (0, 0, 238),
    (205, 0, 205),
    (0, 205, 205),
    (229, 229, 229),
    (127, 127, 127),
    (255, 0, 0),
    (0, 255, 0),
    (255, 255, 0),
    (92, 92, 255),
    (255, 0, 255),
    (0, 255, 255),
    (255, 255, 255),
];

/// From 1 (the same) to 21 (black on white).
pub fn contrast(one: Color, other: Color) -> f32 {
    let (one, other) = (luminance(one), luminance(other));
    (one.max(other) + 0.05) / (one.min(other) + 0.05)
}

/// How bright a colour is, from 0 to 1.
fn luminance(color: Color) -> f32 {
    let (r, g, b) = rgb(color);
    let linear = |part: u8| {
        let part = f32::from(part) / 255.0;
        if part <= 0.04045 { part / 12.92 } else { ((part + 0.055) / 1.055).powf(2.4) }
    };
    0.2126 * linear(r) + 0.7152 * linear(g) + 0.0722 * linear(b)
}

fn rgb(color: Color) -> (u8, u8, u8) {
    let number = match color {
        Color::Rgb(r, g, b) => return (r, g, b),
        Color::Indexed(number) => number,
        Color::Black => 0,
        Color::Red => 1,
        Color::Green => 2,
        Color::Yellow => 3,
        Color::Blue => 4,
        Color::Magenta => 5,
        Color::Cyan => 6,
        Color::Gray => 7,
        Color::DarkGray => 8,
        Color::LightRed => 9,
        Color::LightGreen => 10,
        Color::LightYellow => 11,
        Color::LightBlue => 12,
        Color::LightMagenta => 13,
        Color::LightCyan => 14,
        Color::White => 15,
        Color::Reset => panic!("nobody knows the terminal's own colour"),
    };
    let level = |level: u8| if level == 0 { 0 } else { 55 + 40 * level };
    match number {
        0..=15 => XTERM[usize::from(number)],
        16..=231 => {
            let number = number - 16;
            (level(number / 36), level(number / 6 % 6), level(number % 6))
        }
        _ => (8 + 10 * (number - 232), 8 + 10 * (number - 232), 8 + 10 * (number - 232)),
    }
}
