#pragma once

/// \file
/// Sightings of cells in the files that WiGLE's telephone program writes: WigleWifi CSV 1.4, 1.5, 1.6.
///
///   WigleWifi-1.6,appRelease=...
///   MAC,SSID,AuthMode,FirstSeen,Channel,Frequency,RSSI,CurrentLatitude,CurrentLongitude,...,Type
///   310410_56967_4118917,AT&T Mobility,WCDMA;310410,2018-08-03 18:14:15,,4385,-81,37.72090053,...,WCDMA
///
/// Of a cell the column MAC holds country and network code, LAC or TAC, and cell identity; its channel number
/// stands in Frequency (1.6) or Channel (before). Each row is one sighting; those of one identity become one
/// record (sightings.hpp).
///
/// Most rows of such a file are of other people's devices, Wi-Fi and Bluetooth. They are counted by type and
/// let go of: no address or name of a device is kept, nor anything of a row that was refused in an example.
///
///   in      lines of at most kMaxLineBytes; files put one behind the other, each with its header
///   errors  another version, a column that is missing, more than `most_cells` identities

#include <cstddef>
#include <memory>
#include <string>

#include "detector/towers/list_reader.hpp"
#include "detector/towers/lists/sightings.hpp"

namespace cellwarden::towers {

/// \param name  of the list, for messages
[[nodiscard]] std::unique_ptr<ListReader> read_wigle(std::string name, RecordSink& sink,
                                                     std::size_t most_cells = kMaxSightedCells);

}  // namespace cellwarden::towers
