//! Least squares under an order, by pooling adjacent violators.

/// Replaces the values by the nearest ones that never fall, in weighted least squares (Ayer, Brunk, Ewing, Reid and
/// Silverman 1955; Barlow et al. 1972). Weights are above zero.
pub fn pool_adjacent(values: &mut [f64], weights: &[f64]) {
    // Blocks of equal value: the mean, the weight, and where the block ends.
    let mut blocks: Vec<(f64, f64, usize)> = Vec::new();
    for (at, (value, weight)) in values.iter().zip(weights).enumerate() {
        let mut block = (*value, *weight, at + 1);
        while let Some(&(mean, heavy, _)) = blocks.last() {
            if mean <= block.0 {
                break;
            }
            let both = heavy + block.1;
            block = ((mean * heavy + block.0 * block.1) / both, both, block.2);
            blocks.pop();
        }
        blocks.push(block);
    }
    let mut first = 0;
    for (mean, _, end) in blocks {
        values[first..end].fill(mean);
        first = end;
    }
}
