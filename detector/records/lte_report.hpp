#pragma once

/// \file
/// What one dwell heard of an LTE cell, in an `observation` record and out of it (docs/formats.md). Private
/// to detector/records.
///
/// Reading back takes broadcast messages only: what does not read as one is refused (detector/
/// broadcast_block.hpp).

#include "cell/lte/system_information.hpp"
#include "cell/observation.hpp"
#include "detector/records/json_fields.hpp"
#include "detector/records/json_writer.hpp"

namespace cellwarden::records {

void put_mib(JsonWriter& json, const lte::Mib& mib);
/// `blocks`: which an SI message holds; nothing for other messages.
void put_block_names(JsonWriter& json, const lte::BroadcastMessage& message);
void put_lte_report(JsonWriter& json, const lte::CellReport& report);
[[nodiscard]] lte::CellReport take_lte_report(Fields& fields);

}  // namespace cellwarden::records
