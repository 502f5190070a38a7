extension ChannelTable {
    /// Numbers that devices send for "nothing measured".
    ///
    /// Those of monitors in the field, and the special values of IEEE 11073-20601 read as plain integers: FLOAT-Type
    /// NaN 0x7FFFFF, NRes 0x800000, +INFINITY 0x7FFFFE, −INFINITY 0x800002; SFLOAT-Type 0x7FF, 0x800, 0x7FE, 0x802.
    static let standardSentinels: [SentinelRow] = [
        -1, -100, -999, 9999, 8_388_607, -8_388_608, 8_388_606, -8_388_606, 2047, -2048, 2046, -2046,
    ].map { SentinelRow($0) }
}
