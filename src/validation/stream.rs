//! Numbers that look random and follow from a seed: one stream for each replicate, so results do not depend on threads.
//!
//! xoshiro256++ (D. Blackman and S. Vigna, ACM TOMS 47 (2021) 36), its state filled by `SplitMix64`. For simulation only;
//! secrets come from the operating system.

/// A stream of numbers.
#[derive(Debug, Clone)]
pub struct Stream([u64; 4]);

impl Stream {
    /// The stream of this number under this seed.
    pub fn new(seed: u64, number: u64) -> Self {
        let mut at = mixed(seed) ^ mixed(number ^ 0x5851_F42D_4C95_7F2D);
        Self([(); 4].map(|()| {
            at = at.wrapping_add(0x9E37_79B9_7F4A_7C15);
            mixed(at)
        }))
    }

    /// The next 64 bits.
    pub fn next_bits(&mut self) -> u64 {
        let s = &mut self.0;
        let result = s[0].wrapping_add(s[3]).rotate_left(23).wrapping_add(s[0]);
        let carried = s[1] << 17;
        s[2] ^= s[0];
        s[3] ^= s[1];
        s[1] ^= s[2];
        s[0] ^= s[3];
        s[2] ^= carried;
        s[3] = s[3].rotate_left(45);
        result
    }

    /// A number from 0 to 1, 1 left out.
    #[expect(clippy::cast_precision_loss, reason = "53 bits are exact")]
    pub fn unit(&mut self) -> f64 {
        (self.next_bits() >> 11) as f64 / (1_u64 << 53) as f64
    }

    /// A whole number below `bound`, each as likely as any other; `bound` is above zero.
    pub fn below(&mut self, bound: u32) -> u32 {
        let mut half = self.next_bits() & 0xFFFF_FFFF;
        loop {
            match scaled(half, bound) {
                Some(drawn) => return drawn,
                None => half = self.next_bits() & 0xFFFF_FFFF,
            }
        }
    }

    /// Tells `count` numbers below `bound` to `each`: as [`Self::below`], two from every 64 bits.
    pub fn draws(&mut self, count: usize, bound: u32, mut each: impl FnMut(usize)) {
        let mut left = count;
        while left > 0 {
            let bits = self.next_bits();
            for half in [bits & 0xFFFF_FFFF, bits >> 32] {
                if left > 0
                    && let Some(drawn) = scaled(half, bound)
                {
                    each(drawn as usize);
                    left -= 1;
                }
            }
        }
    }
}

/// D. Lemire's multiplication (ACM TOMACS 29 (2019) 3): none where the half must be drawn anew to be fair.
fn scaled(half: u64, bound: u32) -> Option<u32> {
    let product = half * u64::from(bound);
    let low = product & 0xFFFF_FFFF;
    if low < u64::from(bound) && low < (1_u64 << 32) % u64::from(bound) {
        return None;
    }
    u32::try_from(product >> 32).ok()
}

fn mixed(mut bits: u64) -> u64 {
    bits = (bits ^ (bits >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    bits = (bits ^ (bits >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    bits ^ (bits >> 31)
}
