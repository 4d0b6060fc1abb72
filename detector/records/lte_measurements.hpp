#pragma once

/// \file
/// How a followed LTE cell sends, in an `observation` record and out of it (docs/formats.md). Private to
/// detector/records.

#include "cell/lte/downlink_measurements.hpp"
#include "detector/records/json_fields.hpp"
#include "detector/records/json_writer.hpp"

namespace cellwarden::records {

/// The key `measured`; nothing where nothing was.
void put_measurements(JsonWriter& json, const lte::DownlinkMeasurements& measured);
[[nodiscard]] lte::DownlinkMeasurements take_measurements(Fields& fields);

}  // namespace cellwarden::records
