//! When a model is trained, reused or refused.

use app::domain::time::{DAY, HOUR};

use super::*;

#[test]
fn a_stand_in_model_is_replaced_sooner() {
    let mut model = crate::detect::model::tests::human_model(600, 0);
    let later = |hours: u32| Timestamp(model.meta.trained_at.0 + hours * HOUR);
    let (two_hours, day) = (later(2), later(24));
    let retrain = Duration::from_secs(u64::from(DAY));
    assert!(!is_due(&model, two_hours, retrain));
    assert!(is_due(&model, day, retrain));
    model.meta.baseline.kind = BaselineKind::AllTraffic;
    assert!(is_due(&model, two_hours, retrain));
}
