//! Numbers that look random and are the same everywhere for the same seed.

/// `SplitMix64`, by Sebastiano Vigna (public domain).
pub struct Random(u64);

impl Random {
    /// A stream of its own for every list of numbers: what is drawn for one purpose doesn't move what is drawn for another.
    pub fn of(parts: &[u64]) -> Random {
        let mut random = Random(0);
        for part in parts {
            random.0 ^= part;
            random.0 = random.bits();
        }
        random
    }

    pub fn bits(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// From 0 to below 1.
    pub fn unit(&mut self) -> f64 {
        (self.bits() >> 11) as f64 / (1_u64 << 53) as f64
    }

    pub fn chance(&mut self, p: f64) -> bool {
        self.unit() < p
    }

    pub fn below(&mut self, most: usize) -> usize {
        (self.unit() * most as f64) as usize
    }

    pub fn log_uniform(&mut self, from: f64, to: f64) -> f64 {
        (from.ln() + (to / from).ln() * self.unit()).exp()
    }

    /// A place, as often as its weight says; the weights need not add up to one.
    pub fn place(&mut self, weights: &[f32]) -> usize {
        let mut left = self.unit() * weights.iter().map(|&own| f64::from(own)).sum::<f64>();
        for (at, &own) in weights.iter().enumerate() {
            left -= f64::from(own);
            if left < 0.0 {
                return at;
            }
        }
        weights.len().saturating_sub(1)
    }

    pub fn shuffle<T>(&mut self, list: &mut [T]) {
        for end in (1..list.len()).rev() {
            list.swap(end, self.below(end + 1));
        }
    }
}
