#pragma once

/// \file
/// Sites and cells as GeoJSON (RFC 7946): a FeatureCollection, or features one a line.
///
/// A feature is a Point, or has no geometry; its properties have the names of our CSV columns, any case.
/// Without a cell identity it is a site: place, network, carrier and label where given. Other members, and
/// properties that are lists or objects, are passed over.
///
///   in      octets in pieces; a feature of at most kMaxFeature_bytes, nested kMaxFeatureDepth deep
///   errors  what does not begin with an object; a list of which no feature gave a record

#include <memory>
#include <string>

#include "detector/towers/list_reader.hpp"

namespace cellwarden::towers {

/// \param name  of the list, for messages
[[nodiscard]] std::unique_ptr<ListReader> read_geojson(std::string name, RecordSink& sink);

}  // namespace cellwarden::towers
