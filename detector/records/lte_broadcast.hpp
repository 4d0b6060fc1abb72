#pragma once

/// \file
/// LTE's system information blocks as JSON objects (docs/formats.md): the field names are those of cell/lte,
/// which follow TS 36.331. What a cell does not send is absent. Part of the detector: the `broadcast` object
/// of records is made of it, and the fingerprint of history::LteHistory.

#include "cell/lte/system_information.hpp"
#include "detector/records/json_writer.hpp"

namespace cellwarden::records {

/// Writes the object's value; its key is the caller's.
void put_block(JsonWriter& json, const lte::SystemInformationBlock1& block);
void put_block(JsonWriter& json, const lte::SystemInformationBlock& block);

}  // namespace cellwarden::records
