#include "detector/towers/store/rows_of_database.hpp"

#include <SQLiteCpp/Exception.h>

#include <utility>

#include "detector/towers/store/connection.hpp"
#include "detector/towers/store/schema.hpp"

namespace cellwarden::towers::store {
namespace {

class RowsOfDatabase final : public RowStream {
 public:
  RowsOfDatabase(const Connection& connection,
                 std::function<std::optional<std::uint32_t>(std::uint32_t)> new_source)
      : connection_(connection),
        query_(*connection.database, "SELECT " + tower_columns() + " FROM tower ORDER BY id"),
        new_source_(std::move(new_source)) {}

  StoredRow& row() noexcept override { return row_; }

  Result<bool> next() override {
    try {
      while (query_.next()) {
        row_ = read_row(query_);
        const auto source =
            new_source_(static_cast<std::uint32_t>(row_.get(StoredColumn::kSource).value_or(0)));
        if (!source) continue;
        row_.set(StoredColumn::kSource, *source);
        return true;
      }
      return false;
    } catch (const SQLite::Exception& failure) {
      return tl::unexpected<Error>(failure_of(connection_.name, failure));
    }
  }

 private:
  const Connection& connection_;
  StoredRow row_;
  Query query_;
  std::function<std::optional<std::uint32_t>(std::uint32_t)> new_source_;
};

}  // namespace

std::unique_ptr<RowStream> rows_of_database(
    const KnownTowers& towers, std::function<std::optional<std::uint32_t>(std::uint32_t)> new_source) {
  return std::make_unique<RowsOfDatabase>(Opening::connection_of(towers), std::move(new_source));
}

}  // namespace cellwarden::towers::store
