extension EvaluationFigures {
    /// The figures that were measured, by measure.
    public var values: [EvaluationMeasure: Double] {
        let all: [EvaluationMeasure: Double?] = [
            .auroc: auroc, .auprc: auprc, .brierScore: brierScore, .calibrationIntercept: calibrationIntercept,
            .calibrationSlope: calibrationSlope, .integratedCalibrationIndex: integratedCalibrationIndex,
            .normalizedUtility: normalizedUtility, .eventSensitivity: eventSensitivity,
            .positivePredictiveValue: positivePredictiveValue, .alertSensitivity: alerts?.alertSensitivity,
            .alertPositivePredictiveValue: alerts?.alertPositivePredictiveValue,
            .alertsPer100PatientDays: alerts?.alertsPer100PatientDays,
            .numberNeededToEvaluate: alerts?.numberNeededToEvaluate, .leadTime10: alerts?.leadTime10,
            .leadTime50: alerts?.leadTime50, .leadTime90: alerts?.leadTime90,
            .longAlarmShare: alerts?.longAlarmShare, .alarmTimeShare: alerts?.alarmTimeShare,
            .stayAUROC: prediction?.stayAUROC, .stayAUPRC: prediction?.stayAUPRC,
            .stayBrierScore: prediction?.stayBrierScore, .event1: prediction?.event1, .event2: prediction?.event2,
            .hosmerLemeshow: prediction?.hosmerLemeshow,
        ]
        return all.compactMapValues { $0 }
    }
}
