#include "detector/towers/store/duplicates.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>
#include <vector>

#include "detector/towers/store/area_tally.hpp"
#include "detector/towers/store/query.hpp"
#include "detector/towers/store/row_identity.hpp"
#include "detector/towers/store/schema.hpp"

namespace cellwarden::towers::store {
namespace {

constexpr std::size_t kMostAtOnce = 200'000;

using Group = std::vector<std::int64_t>;  // row numbers of one identity in one source

// Goes along the index and gathers rows of the same identity, so many at once.
class Search {
 public:
  explicit Search(SQLite::Database& database)
      : networks_(networks_of(database)),
        query_(database,
               "SELECT cell, area, source, id FROM tower INDEXED BY tower_identity "
               "WHERE network IS ? AND rat IS ? AND cell >= ? ORDER BY cell, area, source, id") {}

  // Nothing more to be found when this is empty.
  std::vector<Group> next() {
    std::vector<Group> groups;
    while (network_ < networks_.size()) {
      if (!gather(groups)) return groups;
      ++network_;
      cell_ = 0;
    }
    return groups;
  }

 private:
  struct Network {
    std::optional<std::int64_t> plmn;
    std::optional<std::int64_t> rat;
  };
  using Key = std::array<std::optional<std::int64_t>, 3>;

  static std::vector<Network> networks_of(SQLite::Database& database) {
    std::vector<Network> networks;
    Query query(database, "SELECT DISTINCT nullif(network, -1), nullif(rat, -1) FROM area");
    while (query.next()) networks.push_back({query.optional_number(0), query.optional_number(1)});
    return networks;
  }

  // From `cell_` of the network on. False: there are enough, and more is to come.
  bool gather(std::vector<Group>& groups) {
    const Network& network = networks_[network_];
    query_.restart().bind_optional(1, network.plmn).bind_optional(2, network.rat).bind(3, cell_);
    std::optional<Key> last_key;
    std::int64_t last_id = 0;
    bool is_in_group = false;
    while (query_.next()) {
      const Key key{query_.number(0), query_.optional_number(1), query_.optional_number(2)};
      const std::int64_t id = query_.number(3);
      const bool is_same = key == last_key;
      if (!is_same && groups.size() >= kMostAtOnce && (!last_key || key[0] != (*last_key)[0])) {
        cell_ = *key[0];
        query_.restart();
        return false;
      }
      if (is_same && !is_in_group) groups.push_back({last_id});
      if (is_same) groups.back().push_back(id);
      is_in_group = is_same;
      last_key = key;
      last_id = id;
    }
    query_.restart();
    return true;
  }

  std::vector<Network> networks_;
  std::size_t network_ = 0;
  std::int64_t cell_ = 0;
  Query query_;
};

struct Candidate {
  std::int64_t id{};
  StoredRow row;
};

class Removal {
 public:
  explicit Removal(SQLite::Database& database)
      : areas_(database),
        read_(database, "SELECT " + tower_columns() + " FROM tower WHERE id = ?"),
        remove_(database, "DELETE FROM tower WHERE id = ?"),
        date_(database, "UPDATE tower SET first_listed_s = ? WHERE id = ?") {}

  void keep_one(const Group& group, Duplicates& counted) {
    std::vector<Candidate> candidates;
    for (const std::int64_t id : group) {
      read_.restart().bind(1, id);
      if (read_.next()) candidates.push_back({id, read_row(read_)});
    }
    read_.restart();
    std::ranges::sort(candidates, [](const Candidate& a, const Candidate& b) {
      const RowIdentity one = identity_of(a.row);
      const RowIdentity other = identity_of(b.row);
      return one != other ? one < other : std::pair(worth_of(a.row), a.id) > std::pair(worth_of(b.row), b.id);
    });
    for (auto first = candidates.begin(); first != candidates.end();) {
      const auto end = std::find_if(first, candidates.end(), [&](const Candidate& one) {
        return identity_of(one.row) != identity_of(first->row);
      });
      keep_first(first, end, counted);
      first = end;
    }
  }

 private:
  template <class It>
  void keep_first(It kept, It end, Duplicates& counted) {
    const auto was_listed = kept->row.get(StoredColumn::kFirstListed);
    for (auto it = std::next(kept); it != end; ++it) {
      keep_first_listing(it->row, kept->row);
      remove_.bind(1, it->id).run();
      areas_.remove(it->row);
      ++counted[static_cast<std::uint32_t>(it->row.get(StoredColumn::kSource).value_or(0))];
    }
    const auto listed = kept->row.get(StoredColumn::kFirstListed);
    if (listed != was_listed) date_.bind_optional(1, listed).bind(2, kept->id).run();
  }

  AreaTally::Removal areas_;
  Query read_;
  Query remove_;
  Query date_;
};

}  // namespace

Duplicates remove_duplicates(SQLite::Database& database) {
  Duplicates counted;
  Search search(database);
  Removal removal(database);
  for (std::vector<Group> groups; !(groups = search.next()).empty();) {
    for (const Group& group : groups) removal.keep_one(group, counted);
  }
  return counted;
}

}  // namespace cellwarden::towers::store
