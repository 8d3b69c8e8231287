//! How a page is looked at.

/// A screen and what its owner has chosen.
#[derive(Clone, Copy, Debug)]
pub struct Look {
    /// CSS pixels.
    pub width: u32,
    /// CSS pixels.
    pub height: u32,
    /// A phone: touch, and a page laid out for the screen's width.
    pub is_phone: bool,
    /// Light on dark.
    pub is_dark: bool,
    /// Whether pages may run scripts.
    pub has_script: bool,
}

/// A desk.
pub const DESK: Look = Look {
    width: 1440,
    height: 1000,
    is_phone: false,
    is_dark: false,
    has_script: true,
};
/// A telephone.
pub const PHONE: Look = Look {
    width: 390,
    height: 844,
    is_phone: true,
    ..DESK
};

impl Look {
    /// The same in the dark.
    pub const fn dark(self) -> Self {
        Self {
            is_dark: true,
            ..self
        }
    }

    /// The same with script switched off.
    pub const fn without_script(self) -> Self {
        Self {
            has_script: false,
            ..self
        }
    }

    /// The same with another width.
    pub const fn wide(self, width: u32) -> Self {
        Self { width, ..self }
    }
}
