//! What many cases came to: calibration and steps.

use super::dialogue::Outcome;

/// Where the bins of the reliability curve begin: tenths, the last of them halved, because that is where verdicts are confident.
pub const BINS: [f32; 11] = [0.0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95];

/// Verdicts that were given with about the same probability.
#[derive(Debug, Clone, Copy, Default)]
pub struct Bin {
    pub n: u64,
    pub right: u64,
    /// The sum of the probabilities.
    pub p: f64,
}

impl Bin {
    fn add(&mut self, p: f32, right: bool) {
        self.n += 1;
        self.right += u64::from(right);
        self.p += f64::from(p);
    }

    fn join(&mut self, other: &Bin) {
        self.n += other.n;
        self.right += other.right;
        self.p += other.p;
    }

    pub fn share(&self) -> f64 {
        self.right as f64 / self.n.max(1) as f64
    }

    pub fn stated(&self) -> f64 {
        self.p / self.n.max(1) as f64
    }

    /// Wilson's interval, 95 %.
    pub fn interval(&self) -> (f64, f64) {
        let (n, p, z) = (self.n.max(1) as f64, self.share(), 1.96_f64);
        let middle = p + z * z / (2.0 * n);
        let half = z * (p * (1.0 - p) / n + z * z / (4.0 * n * n)).sqrt();
        let all = 1.0 + z * z / n;
        ((middle - half) / all, (middle + half) / all)
    }
}

/// Counts over cases; two of them can be joined.
#[derive(Debug, Clone, Default)]
pub struct Tally {
    pub all: Bin,
    pub bins: [Bin; BINS.len()],
    /// Those that the engine calls confident.
    pub confident: Bin,
    /// Those at 90 % or more, whether it calls them confident or not.
    pub ninety: Bin,
    /// Of the confident ones, those that name what was broken, whether it still is or not.
    pub confident_of_fault: u64,
    pub right_of_fault: u64,
    pub right_hop: u64,
    pub right_party: u64,
    seconds: f64,
    /// How many cases took so many steps.
    steps: Vec<u64>,
}

fn count(list: &mut Vec<u64>, at: usize, n: u64) {
    if list.len() <= at {
        list.resize(at + 1, 0);
    }
    list[at] += n;
}

fn mean(list: &[u64]) -> f64 {
    let n: u64 = list.iter().sum();
    list.iter().enumerate().map(|(at, n)| at as u64 * n).sum::<u64>() as f64 / n.max(1) as f64
}

fn quantile(list: &[u64], share: f64) -> usize {
    let n: u64 = list.iter().sum();
    let mut sum = 0;
    list.iter()
        .position(|own| {
            sum += own;
            sum as f64 >= share * n as f64
        })
        .unwrap_or(0)
}

impl Tally {
    /// A verdict, for the calibration alone.
    pub fn verdict(&mut self, p: f32, right: bool) {
        self.all.add(p, right);
        let bin = BINS.iter().rposition(|from| p >= *from).unwrap_or(0);
        self.bins[bin].add(p, right);
        if p >= 0.9 {
            self.ninety.add(p, right);
        }
    }

    /// One that the engine calls confident.
    pub fn sure(&mut self, p: f32, right: bool) {
        self.confident.add(p, right);
    }

    pub fn add(&mut self, own: &Outcome) {
        self.verdict(own.p, own.right);
        if own.confident {
            self.confident.add(own.p, own.right);
            self.confident_of_fault += u64::from(own.right_of_fault);
        }
        self.right_of_fault += u64::from(own.right_of_fault);
        self.right_hop += u64::from(own.right_hop);
        self.right_party += u64::from(own.right_party);
        self.seconds += f64::from(own.seconds);
        count(&mut self.steps, own.steps, 1);
    }

    pub fn join(&mut self, other: &Tally) {
        for (own, other) in self.bins.iter_mut().zip(&other.bins) {
            own.join(other);
        }
        self.all.join(&other.all);
        self.confident.join(&other.confident);
        self.ninety.join(&other.ninety);
        self.confident_of_fault += other.confident_of_fault;
        self.right_of_fault += other.right_of_fault;
        self.right_hop += other.right_hop;
        self.right_party += other.right_party;
        self.seconds += other.seconds;
        for (at, n) in other.steps.iter().enumerate() {
            count(&mut self.steps, at, *n);
        }
    }

    pub fn share(&self, part: u64) -> f64 {
        part as f64 / self.all.n.max(1) as f64
    }

    /// Mean, median and 95th percentile of the steps of all cases.
    pub fn steps(&self) -> (f64, usize, usize) {
        (mean(&self.steps), quantile(&self.steps, 0.5), quantile(&self.steps, 0.95))
    }

    pub fn seconds(&self) -> f64 {
        self.seconds / self.all.n.max(1) as f64
    }

    /// By how much what was said and what was right differ, over the bins, as often as they are used.
    pub fn error(&self) -> f64 {
        self.bins.iter().map(|bin| (bin.stated() - bin.share()).abs() * bin.n as f64).sum::<f64>() / self.all.n.max(1) as f64
    }
}

#[cfg(test)]
mod tests {
    use super::super::random::Random;
    use super::*;

    fn toy(right: impl Fn(f64) -> f64) -> Tally {
        let (mut random, mut tally) = (Random::of(&[1]), Tally::default());
        for _ in 0..50_000 {
            let p = random.unit();
            let own = random.chance(right(p));
            tally.verdict(p as f32, own);
        }
        tally
    }

    #[test]
    fn what_is_calibrated_comes_out_so_and_what_is_not_does_not() {
        let honest = toy(|p| p);
        assert!(honest.error() < 0.01, "{}", honest.error());
        let inside = honest.bins.iter().filter(|bin| (bin.interval().0..=bin.interval().1).contains(&bin.stated())).count();
        assert!(inside >= 9, "{inside} of 11 intervals hold what was stated");
        assert!((honest.ninety.share() - 0.95).abs() < 0.01);
        for (name, boasts, least) in [("boasts", toy(|p| p * p), 0.12), ("is too modest", toy(f64::sqrt), 0.12)] {
            assert!(boasts.error() > least, "{name}: {}", boasts.error());
            let outside = boasts.bins.iter().filter(|bin| !(bin.interval().0..=bin.interval().1).contains(&bin.stated())).count();
            assert!(outside >= 9, "{name}: {outside}");
        }
    }

    #[test]
    fn steps_are_counted() {
        let outcome = |steps, confident| Outcome {
            steps,
            seconds: 10.0,
            confident,
            p: 0.93,
            right: confident,
            right_of_fault: true,
            right_hop: false,
            right_party: true,
        };
        let (mut one, mut other) = (Tally::default(), Tally::default());
        for steps in 0..10 {
            one.add(&outcome(steps, steps < 4));
        }
        for _ in 0..10 {
            other.add(&outcome(1, false));
        }
        one.join(&other);
        assert_eq!(one.steps(), (2.75, 1, 8));
        assert!((one.seconds() - 10.0).abs() < 1e-9);
        assert_eq!((one.all.n, one.confident.n, one.confident.right, one.ninety.n, one.right_hop), (20, 4, 4, 20, 0));
        assert_eq!(one.bins[9].n, 20);
    }

    #[test]
    fn wilson_s_interval() {
        // Of the textbooks: 8 of 10.
        let (from, to) = Bin { n: 10, right: 8, p: 0.0 }.interval();
        assert!((from - 0.490).abs() < 0.001 && (to - 0.943).abs() < 0.001, "{from} {to}");
    }
}
