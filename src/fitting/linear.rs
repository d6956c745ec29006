//! Small symmetric systems: Cholesky's factor, solved and inverted in a fixed order of operations.

/// Cholesky's factor of a symmetric positive definite matrix.
#[derive(Debug, Clone)]
pub struct Cholesky {
    size: usize,
    /// The lower triangle, row by row.
    lower: Vec<f64>,
}

impl Cholesky {
    /// Factors a matrix, given row by row; `None` where it is not positive definite in floating point, with the
    /// place of the first row that depends on those before it.
    pub fn of(matrix: &[f64], size: usize) -> Result<Self, usize> {
        let mut lower = vec![0.0; size * size];
        for row in 0..size {
            for column in 0..=row {
                let mut sum = matrix[row * size + column];
                for k in 0..column {
                    sum -= lower[row * size + k] * lower[column * size + k];
                }
                if row == column {
                    // What is left of a diagonal after the rows before it, against what it was.
                    if sum <= matrix[row * size + row].abs() * 1e-12 || !sum.is_finite() {
                        return Err(row);
                    }
                    lower[row * size + row] = sum.sqrt();
                } else {
                    lower[row * size + column] = sum / lower[column * size + column];
                }
            }
        }
        Ok(Self { size, lower })
    }

    /// Solves `matrix · x = right`.
    pub fn solve(&self, right: &[f64]) -> Vec<f64> {
        let size = self.size;
        let mut x = right.to_vec();
        for row in 0..size {
            for k in 0..row {
                x[row] -= self.lower[row * size + k] * x[k];
            }
            x[row] /= self.lower[row * size + row];
        }
        for row in (0..size).rev() {
            for k in row + 1..size {
                x[row] -= self.lower[k * size + row] * x[k];
            }
            x[row] /= self.lower[row * size + row];
        }
        x
    }

    /// The inverse of the matrix, row by row.
    pub fn inverse(&self) -> Vec<f64> {
        let size = self.size;
        let mut inverse = vec![0.0; size * size];
        for column in 0..size {
            let mut unit = vec![0.0; size];
            unit[column] = 1.0;
            for (row, value) in self.solve(&unit).into_iter().enumerate() {
                inverse[row * size + column] = value;
            }
        }
        inverse
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// [[4, 2], [2, 3]] has the inverse [[3, −2], [−2, 4]] / 8.
    #[test]
    fn a_small_system_is_solved_by_hand() {
        let factor = Cholesky::of(&[4.0, 2.0, 2.0, 3.0], 2).unwrap();
        let inverse = factor.inverse();
        for (found, wanted) in inverse.iter().zip([0.375, -0.25, -0.25, 0.5]) {
            assert!((found - wanted).abs() < 1e-15, "{inverse:?}");
        }
        assert_eq!(Cholesky::of(&[1.0, 2.0, 2.0, 4.0], 2).unwrap_err(), 1);
    }
}
