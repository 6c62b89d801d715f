//! The icons' outlines, as strokes on a 16 px grid. No dependencies: the build writes icons into pages, too.

/// An icon's outline.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    /// A window: this page.
    Page,
    /// A person: you.
    You,
    /// A building: the owner.
    Owner,
    /// A tick.
    Tick,
    /// A cross.
    Cross,
    /// A question mark.
    Unknown,
    /// An arrow to the right.
    Arrow,
    /// A sun and moon.
    Theme,
    /// Two sheets: copy.
    Copy,
    /// A clock.
    Clock,
    /// A magnifying glass.
    Search,
}

impl Shape {
    /// The path's data.
    pub const fn outline(self) -> &'static str {
        match self {
            Shape::Page => "M2 3.5h12v9H2zM2 6.2h12M4 4.9h.1M6 4.9h.1",
            Shape::You => "M8 8a2.7 2.7 0 1 0 0-5.4A2.7 2.7 0 0 0 8 8zM2.8 13.6c.5-2.7 2.6-4 5.2-4s4.7 1.3 5.2 4",
            Shape::Owner => "M3 13.500v-11h10v11M1.5 13.500h13M6 5.500h.1M10 5.500h.1M6 8.500h.1M10 8.500h.1M6.8 13.500v-2.500h2.400v2.5",
            Shape::Tick => "M3 8.500l3.2 3.200L13 4.8",
            Shape::Cross => "M4 4l8 8M12 4l-8 8",
            Shape::Unknown => "M5.5 6a2.5 2.5 0 1 1 3.6 2.200c-.8.4-1.1.8-1.1 1.800M8 12.700h.1",
            Shape::Arrow => "M3 8h10M9 4l4 4-4 4",
            Shape::Theme => "M8 2.500a5.5 5.5 0 1 0 0 11zM8 2.500a5.5 5.5 0 0 1 0 11",
            Shape::Copy => "M5.5 5.500h8v8h-8zM10.5 5.500v-3h-8v8h3",
            Shape::Clock => "M8 14A6 6 0 1 0 8 2a6 6 0 0 0 0 12zM8 5v3.200l2.2 1.3",
            Shape::Search => "M7 11.500a4.5 4.5 0 1 0 0-9 4.5 4.5 0 0 0 0 9zM10.3 10.300l3.2 3.2",
        }
    }
}
