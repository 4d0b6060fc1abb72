#include "detector/towers/known_towers.hpp"

#include <SQLiteCpp/Exception.h>
#include <SQLiteCpp/SQLiteCpp.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <set>
#include <utility>

#include "cell/calendar_date.hpp"
#include "detector/towers/store/circle_search.hpp"
#include "detector/towers/store/connection.hpp"
#include "detector/towers/store/query.hpp"
#include "detector/towers/store/rows_by_identity.hpp"
#include "detector/towers/store/schema.hpp"

namespace cellwarden::towers {
namespace {

using store::Query;

constexpr std::int64_t kNotSaid = -1;
constexpr double kMostReach_m = 35e3;  // beyond a circle, of cells that are heard within it
struct KnownSource {
  std::string details;
  std::uint64_t rows{};
};

std::int64_t network_of(const Plmn& plmn) {
  return std::int64_t{plmn.mcc} * 1000 + plmn.mnc;
}

std::int64_t number_of(Rat rat) {
  return static_cast<std::int64_t>(rat);
}

std::string select(const std::string& where) {
  return "SELECT " + store::tower_columns() + " FROM tower WHERE " + where;
}

// What no program of ours writes.
SQLite::Exception damage(const char* what) {
  return {what, SQLITE_CORRUPT};
}

}  // namespace

struct KnownTowers::State {
  store::Connection connection;
  std::vector<Source> sources{};
  std::vector<KnownSource> known{};
  std::uint64_t rows{};
  std::string digest{};
  std::optional<Error> failure{};
  store::RowsByIdentity by_identity;
  store::CircleSearch circles;
  Query by_tile;
  Query by_network;
  Query next_carrier;
  Query by_carrier;
  Query by_carrier_place;

  explicit State(store::Connection opened);

  [[nodiscard]] SQLite::Database& database() const { return *connection.database; }
  void read_sources();
  [[nodiscard]] TowerRecord record_of(const store::StoredRow& row) const;

  // A file that is written over cannot be looked into without harm.
  [[nodiscard]] bool has_failed() {
    if (!failure && connection.file && !connection.file->is_unchanged()) {
      failure = Error{ErrorCode::kFile, connection.name +
                                            ": was written over while it was in use; replace it by a rename, "
                                            "as 'cellwarden towers import' does"};
    }
    return failure.has_value();
  }

  // Runs a look-up; after a failure nothing is looked up any more.
  template <class Work>
  auto look_up(Work work) -> decltype(work()) {
    if (has_failed()) return {};
    try {
      return work();
    } catch (const SQLite::Exception& thrown) {
      failure = store::failure_of(connection.name, thrown);
      return {};
    }
  }

  template <class Take>
  void for_areas(Rat rat, const Plmn& plmn, const std::optional<Near>& near, Take take);
  std::vector<Neighbour> within(const Near& near, std::size_t most,
                                const store::CircleSearch::Wanted& wanted);
  void add_on_carrier(std::int64_t carrier_hz, Rat rat, const std::optional<Near>& near,
                      std::vector<TowerRecord>& found);
};

namespace {

bool is_near(const TowerRecord& record, const std::optional<Near>& near) {
  if (!near || !record.position) return true;
  return distance_m(near->centre, *record.position) <= near->radius_m + record.range_m.value_or(0.0);
}

// A row of the table `area`.
struct AreaBox {
  std::int64_t rat{};
  std::int64_t source{};
  std::int64_t area{};
  std::int64_t rows{};
  std::int64_t cells{};
};

// From a place to the nearest point of a box of less than a degree.
double distance_to_box_m(const GeoPoint& from, const Query& query, int first_column) {
  constexpr double kMicro = 1e6;
  const auto degrees = [&](int column) {
    return static_cast<double>(query.number(first_column + column)) / kMicro;
  };
  const double south = degrees(0);
  const double north = degrees(1);
  const double west = degrees(2);
  const double east = degrees(3);
  constexpr double kTurn_deg = 360.0;
  double longitude = from.longitude_deg;  // on the box's side of the date line
  const double middle = (west + east) / 2.0;
  if (longitude - middle > kTurn_deg / 2.0) longitude -= kTurn_deg;
  if (longitude - middle < -kTurn_deg / 2.0) longitude += kTurn_deg;
  return distance_m(from, {.latitude_deg = std::clamp(from.latitude_deg, south, north),
                           .longitude_deg = std::clamp(longitude, west, east),
                           .accuracy_m = std::nullopt});
}

}  // namespace

KnownTowers::State::State(store::Connection opened)
    : connection(std::move(opened)),
      by_identity(database()),
      circles(database()),
      by_tile(database(),
              "SELECT rat, source, area, rows, cells, south_udeg, north_udeg, west_udeg, east_udeg, reach_m, "
              "tile FROM area "
              "WHERE network = ? AND rat = ? AND tile BETWEEN ? AND ?"),
      by_network(database(),
                 "SELECT rat, source, area, sum(rows), sum(cells) FROM area WHERE network = ? AND rat = ? "
                 "GROUP BY source, area"),
      next_carrier(database(), "SELECT min(carrier_hz) FROM tower WHERE carrier_hz > ?"),
      by_carrier(database(), select("carrier_hz = ? ORDER BY id")),
      by_carrier_place(database(), select("carrier_hz = ? AND id BETWEEN ? AND ? ORDER BY id")) {
  // One transaction for ever: each question would begin its own, and look whether the file is still the same.
  database().exec("BEGIN");
  read_sources();
}

void KnownTowers::State::read_sources() {
  Query query(database(),
              "SELECT name, trust, date, licence, attribution, details, rows, id FROM source ORDER BY id");
  while (query.next()) {
    if (query.number(7) != static_cast<std::int64_t>(sources.size()))
      throw damage("its sources are not in order");
    Source source{.name = query.text(0), .trust = parse_trust(query.text(1)).value_or(Trust::kCrowd)};
    source.date = parse_date(query.text(2));
    source.licence = query.text(3);
    source.attribution = query.text(4);
    sources.push_back(std::move(source));
    known.push_back({query.text(5), static_cast<std::uint64_t>(std::max<std::int64_t>(query.number(6), 0))});
    rows += known.back().rows;
  }
  Query meta(database(), "SELECT value FROM meta WHERE key = 'digest'");
  if (meta.next()) digest = meta.text(0);
}

TowerRecord KnownTowers::State::record_of(const store::StoredRow& row) const {
  TowerRecord record = row.record();
  if (record.source >= sources.size()) throw damage("a record is of no source");
  return record;
}

template <class Take>
void KnownTowers::State::for_areas(Rat rat, const Plmn& plmn, const std::optional<Near>& near, Take take) {
  constexpr int kBox = 5;
  constexpr int kReach = 9;
  constexpr int kTile = 10;
  const auto box_of = [](const Query& query) {
    return AreaBox{query.number(0), query.number(1), query.number(2), query.number(3), query.number(4)};
  };
  for (const std::int64_t stored_rat : {number_of(rat), kNotSaid}) {
    if (!near) {
      by_network.restart().bind(1, network_of(plmn)).bind(2, stored_rat);
      while (by_network.next()) take(box_of(by_network));
      by_network.restart();
      continue;
    }
    // How far a cell is heard beyond the circle is known only when its box is looked at.
    std::vector<store::TileRange> tiles = store::tiles_around({near->centre, near->radius_m + kMostReach_m});
    tiles.push_back({store::kNoTile, store::kNoTile});
    for (const store::TileRange& range : tiles) {
      by_tile.restart()
          .bind(1, network_of(plmn))
          .bind(2, stored_rat)
          .bind(3, range.first)
          .bind(4, range.last);
      while (by_tile.next()) {
        const double reach_m = std::min(static_cast<double>(by_tile.number(kReach)), kMostReach_m);
        const bool is_placed = by_tile.number(kTile) != store::kNoTile;
        if (is_placed && distance_to_box_m(near->centre, by_tile, kBox) > near->radius_m + reach_m) continue;
        take(box_of(by_tile));
      }
      by_tile.restart();
    }
  }
}

std::vector<Neighbour> KnownTowers::State::within(const Near& near, std::size_t most,
                                                  const store::CircleSearch::Wanted& wanted) {
  std::vector<Neighbour> found;
  for (const store::PlacedRow& placed : circles.nearest(near, most, wanted)) {
    found.push_back({record_of(placed.row), placed.distance_m});
  }
  return found;
}

void KnownTowers::State::add_on_carrier(std::int64_t carrier_hz, Rat rat, const std::optional<Near>& near,
                                        std::vector<TowerRecord>& found) {
  const auto take = [&](Query& query) {
    while (query.next()) {
      TowerRecord record = record_of(store::read_row(query));
      if ((!record.rat || *record.rat == rat) && is_near(record, near)) found.push_back(std::move(record));
    }
    query.restart();
  };
  if (!near) return take(by_carrier.restart().bind(1, carrier_hz));
  std::vector<store::RowRange> ranges = store::rows_around({near->centre, near->radius_m + kMostReach_m});
  ranges.push_back({store::first_row(store::kNowhere), std::numeric_limits<std::int64_t>::max()});
  for (const store::RowRange& range : ranges) {
    take(by_carrier_place.restart().bind(1, carrier_hz).bind(2, range.first).bind(3, range.last));
  }
}

KnownTowers::KnownTowers(std::unique_ptr<State> state) : state_(std::move(state)) {}
KnownTowers::~KnownTowers() = default;

Result<std::shared_ptr<const KnownTowers>> KnownTowers::open(const std::string& path) {
  auto connection = store::connect_to_read(path);
  if (!connection) return tl::unexpected<Error>(connection.error());
  try {
    if (auto wrong = store::what_is_wrong(*connection->database, path)) return tl::unexpected<Error>(*wrong);
    return store::Opening::towers_of(std::move(*connection));
  } catch (const SQLite::Exception& failure) {
    return tl::unexpected<Error>(store::failure_of(path, failure));
  }
}

const std::vector<Source>& KnownTowers::sources() const noexcept {
  return state_->sources;
}

const std::string& KnownTowers::details_of(std::uint32_t source) const {
  return state_->known[source].details;
}

std::uint64_t KnownTowers::rows_of(std::uint32_t source) const {
  return state_->known[source].rows;
}

std::uint64_t KnownTowers::rows() const noexcept {
  return state_->rows;
}

const std::string& KnownTowers::digest() const noexcept {
  return state_->digest;
}

const std::optional<Error>& KnownTowers::failure() const {
  static_cast<void>(state_->has_failed());
  return state_->failure;
}

std::vector<TowerRecord> KnownTowers::find(Rat rat, const Plmn& plmn, std::optional<std::uint32_t> area,
                                           std::uint64_t cell) const {
  return state_->look_up([&] {
    std::vector<TowerRecord> found;
    const auto take = [&](const Query& row) {
      found.push_back(state_->record_of(store::read_row(row)));
      return true;
    };
    state_->by_identity.of_cell(network_of(plmn), number_of(rat), static_cast<std::int64_t>(cell), area,
                                take);
    return found;
  });
}

std::vector<TowerRecord> KnownTowers::find_range(Rat rat, const Plmn& plmn, std::uint64_t first,
                                                 std::uint64_t last, std::size_t most) const {
  return state_->look_up([&] {
    std::vector<TowerRecord> found;
    if (most == 0) return found;
    const auto take = [&](const Query& row) {
      found.push_back(state_->record_of(store::read_row(row)));
      return found.size() < most;
    };
    state_->by_identity.within(network_of(plmn), number_of(rat), static_cast<std::int64_t>(first),
                               static_cast<std::int64_t>(last), take);
    return found;
  });
}

std::vector<NetworkShare> KnownTowers::shares(Rat rat, const Plmn& plmn,
                                              const std::optional<Near>& near) const {
  return state_->look_up([&] {
    std::vector<NetworkShare> shares(state_->sources.size());
    for (std::uint32_t i = 0; i < shares.size(); ++i) shares[i].source = i;
    state_->for_areas(rat, plmn, near, [&](const AreaBox& box) {
      if (box.source < 0 || static_cast<std::size_t>(box.source) >= shares.size() || box.rows <= 0) return;
      NetworkShare& share = shares[static_cast<std::size_t>(box.source)];
      share.rows += static_cast<std::uint64_t>(box.rows);
      share.cells += static_cast<std::uint64_t>(std::max<std::int64_t>(box.cells, 0));
      if (box.area != kNotSaid && box.rat != kNotSaid)
        share.rows_with_area += static_cast<std::uint64_t>(box.rows);
    });
    std::erase_if(shares, [](const NetworkShare& share) { return share.rows == 0; });
    return shares;
  });
}

bool KnownTowers::has_area(Rat rat, const Plmn& plmn, std::uint32_t area,
                           const std::optional<Near>& near) const {
  return state_->look_up([&] {
    bool has = false;
    state_->for_areas(rat, plmn, near, [&](const AreaBox& box) {
      has = has || (box.area == std::int64_t{area} && box.rat == number_of(rat) && box.rows > 0);
    });
    return has;
  });
}

std::vector<TowerRecord> KnownTowers::on_carrier(Rat rat, double low_hz, double high_hz,
                                                 const std::optional<Near>& near) const {
  return state_->look_up([&] {
    std::vector<TowerRecord> found;
    auto before_hz = static_cast<std::int64_t>(std::ceil(low_hz)) - 1;
    const auto last_hz = static_cast<std::int64_t>(std::floor(high_hz));
    while (true) {
      Query& query = state_->next_carrier;
      query.restart().bind(1, before_hz);
      if (!query.next() || query.is_null(0)) break;
      before_hz = query.number(0);
      query.restart();
      if (before_hz > last_hz) break;
      state_->add_on_carrier(before_hz, rat, near, found);
    }
    return found;
  });
}

std::vector<Neighbour> KnownTowers::within(const Near& near, std::size_t most) const {
  return state_->look_up([&] { return state_->within(near, most, {}); });
}

std::vector<Neighbour> KnownTowers::nearest_of(const Plmn& plmn, std::optional<Rat> rat, const GeoPoint& from,
                                               std::size_t most) const {
  constexpr double kMost_m = 300e3;
  return state_->look_up([&] {
    return state_->within({from, kMost_m}, most,
                          {network_of(plmn), rat ? std::optional(number_of(*rat)) : std::nullopt});
  });
}

std::vector<NetworkCount> KnownTowers::counts() const {
  return state_->look_up([&] {
    std::vector<NetworkCount> counts;
    Query query(
        state_->database(),
        "SELECT source, network, rat, sum(rows) FROM area WHERE network >= 0 GROUP BY source, network, rat "
        "HAVING sum(rows) > 0 ORDER BY source, network, rat");
    while (query.next()) {
      if (query.number(0) < 0 || query.number(0) >= static_cast<std::int64_t>(state_->sources.size()))
        continue;
      NetworkCount count{.source = static_cast<std::uint32_t>(query.number(0)), .rat = {}};
      count.mcc = static_cast<std::uint16_t>(query.number(1) / 1000);
      count.mnc = static_cast<std::uint16_t>(query.number(1) % 1000);
      if (query.number(2) != kNotSaid) count.rat = static_cast<Rat>(query.number(2));
      count.rows = static_cast<std::uint64_t>(query.number(3));
      counts.push_back(count);
    }
    return counts;
  });
}

void KnownTowers::for_each_row(bool (*take)(void*, const TowerRecord&), void* given) const {
  state_->look_up([&] {
    Query query(state_->database(), "SELECT " + store::tower_columns() + " FROM tower ORDER BY id");
    while (query.next() && take(given, state_->record_of(store::read_row(query)))) {
    }
    return 0;
  });
}

std::vector<std::string> KnownTowers::verify() const {
  auto found = state_->look_up([&] {
    std::vector<std::string> lines;
    Query check(state_->database(), "PRAGMA integrity_check(20)");
    while (check.next()) {
      if (const std::string line = check.text(0); line != "ok") lines.push_back(line);
    }
    Query counts(state_->database(),
                 "SELECT source.name, source.rows, count(tower.id) FROM source LEFT JOIN tower "
                 "ON tower.source = source.id GROUP BY source.id");
    while (counts.next()) {
      if (counts.number(1) == counts.number(2)) continue;
      lines.push_back("source \"" + counts.text(0) + "\" has " + std::to_string(counts.number(2)) +
                      " records, and should have " + std::to_string(counts.number(1)));
    }
    return lines;
  });
  if (state_->failure) return {state_->failure->what};
  return found;
}

std::shared_ptr<const KnownTowers> store::Opening::towers_of(Connection connection) {
  auto state = std::make_unique<KnownTowers::State>(std::move(connection));
  return std::shared_ptr<const KnownTowers>(new KnownTowers(std::move(state)));
}

const store::Connection& store::Opening::connection_of(const KnownTowers& towers) noexcept {
  return towers.state_->connection;
}

}  // namespace cellwarden::towers
