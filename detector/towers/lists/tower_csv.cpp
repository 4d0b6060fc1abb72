#include "detector/towers/tower_csv.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>
#include <utility>

#include "cell/calendar_date.hpp"
#include "detector/harmless_text.hpp"
#include "detector/towers/lists/csv_fields.hpp"
#include "detector/towers/lists/lines_of_pieces.hpp"
#include "detector/towers/lists/list_columns.hpp"
#include "detector/towers/lists/list_row.hpp"

namespace cellwarden::towers {
namespace {

constexpr std::size_t kMostIgnored = 64;    // names of columns that are told
constexpr std::size_t kMostColumns = 1024;  // beyond which fields are not looked at

RowForm form_of(const CsvFormat& format) {
  RowForm form;
  if (format.has_decimal_comma) form.decimal_point = ',';
  form.date_format = format.date_format;
  for (const auto& [name, factor] : format.factors) {
    if (const auto column = list_column_named(name)) form.factors[static_cast<std::size_t>(*column)] = factor;
  }
  return form;
}

class CsvReader final : public ListReader {
 public:
  CsvReader(std::string name, CsvFormat format, RecordSink& sink)
      : name_(std::move(name)),
        format_(std::move(format)),
        sink_(sink),
        fields_(format_.separator),
        row_(form_of(format_)),
        lines_(kMaxLineBytes) {
    statement() = format_.source;
    for (const auto& [column, value] : format_.constants) {
      if (const auto ours = list_column_named(column)) constants_.emplace_back(*ours, value);
    }
    for (const auto& [column, values] : format_.values) {
      if (const auto ours = list_column_named(column)) {
        for (const auto& [theirs, value] : values) values_[*ours].emplace(lower_case(theirs), value);
      }
    }
    for (const auto& [foreign, ours] : format_.columns) columns_.emplace(lower_case(foreign), ours);
  }

  Result<void> read(std::string_view octets) override {
    if (error_) return tl::unexpected<Error>(*error_);
    lines_.add(octets, [this](std::string_view line, bool is_too_long) { return take(line, is_too_long); });
    account().blanked = blanked();
    if (error_) return tl::unexpected<Error>(*error_);
    return {};
  }

  Result<void> finish() override {
    if (error_) return tl::unexpected<Error>(*error_);
    lines_.finish([this](std::string_view line, bool is_too_long) { return take(line, is_too_long); });
    account().blanked = blanked();
    if (error_) return tl::unexpected<Error>(*error_);
    if (account().records == 0) return nothing_usable();
    return {};
  }

 private:
  // One field of a line and the column that it is of.
  struct Place {
    std::size_t field;
    ListColumn column;
  };

  [[nodiscard]] std::map<std::string, std::uint64_t> blanked() const {
    auto all = row_.blanked();
    all.insert(comments_.begin(), comments_.end());
    return all;
  }

  bool take(std::string_view line, bool is_too_long) {
    ++number_;
    if (number_ == 1 && line.starts_with("\xEF\xBB\xBF")) line.remove_prefix(3);
    if (is_too_long) {
      ++account().lines;
      refuse({"line too long", "longer than " + std::to_string(kMaxLineBytes) + " bytes"});
      return true;
    }
    if (trimmed(line).empty()) return true;
    if (line.front() == '#') {
      if (!has_layout_) take_comment(line);
      return true;
    }
    const bool is_whole = fields_.split(line);
    if (!has_layout_ && is_whole && take_layout()) return !error_;
    ++account().lines;
    if (is_whole) {
      take_row();
    } else {
      refuse({"open quote", "a quote is not closed"});
    }
    return true;
  }

  void take_comment(std::string_view line) {
    const auto colon = line.find(':');
    if (colon == std::string_view::npos) return;
    const std::string_view key = trimmed(line.substr(1, colon - 1));
    const std::string value = harmless(trimmed(line.substr(colon + 1)));
    if (value.empty()) return;
    if (key == "source") statement().name = value;
    if (key == "licence") statement().licence = value;
    if (key == "attribution") statement().attribution = value;
    if (key == "trust") {
      if (const auto trust = parse_trust(value)) {
        statement().trust = *trust;
      } else {
        ++comments_["trust is none of crowd, survey, regulator, operator"];
      }
    }
    if (key == "date") {
      if (const auto date = parse_date(value)) {
        statement().date = date;
      } else {
        ++comments_["date is not YYYY-MM-DD"];
      }
    }
  }

  // What our column is called in the mapping, or by its own name; nothing for a column of no meaning.
  std::optional<ListColumn> column_called(const std::string& foreign) {
    const auto mapped = columns_.find(foreign);
    if (mapped == columns_.end()) return list_column_named(foreign);
    if (mapped->second.empty()) return ListColumn::kKnownUnused;
    return list_column_named(mapped->second);
  }

  // \return whether the line was the header
  bool take_layout() {
    has_layout_ = true;
    if (!format_.has_header) {
      take_numbered();
      return false;
    }
    const auto names =
        static_cast<std::size_t>(std::ranges::count_if(fields_.all(), [this](std::string_view field) {
          return column_called(lower_case(field)).has_value();
        }));
    if (names >= 2) {
      take_header();
      return true;
    }
    take_headless();
    return error_.has_value();
  }

  void take_header() {
    for (std::size_t i = 0; i < std::min(fields_.size(), kMostColumns); ++i) {
      const auto column = column_called(lower_case(fields_[i]));
      if (column) {
        place(i, *column);
      } else if (!fields_[i].empty() && account().ignored_columns.size() < kMostIgnored) {
        account().ignored_columns.push_back(harmless(fields_[i].substr(0, kMaxLabelBytes)));
      }
    }
    check_layout("the header names");
  }

  void take_headless() {
    if (fields_.size() < kOpenCellIdOrder.size()) {
      error_ = Error{ErrorCode::kFormat,
                     name_ + ": line " + std::to_string(number_) +
                         " is no header, and lists without one have OpenCelliD's 14 columns, this has " +
                         std::to_string(fields_.size())};
      return;
    }
    for (std::size_t i = 0; i < kOpenCellIdOrder.size(); ++i) place(i, kOpenCellIdOrder[i]);
  }

  // The mapping names columns by their numbers from 1.
  void take_numbered() {
    for (const auto& [foreign, ours] : columns_) {
      std::size_t number{};
      const auto [end, failed] = std::from_chars(foreign.data(), foreign.data() + foreign.size(), number);
      const auto column = list_column_named(ours);
      if (failed == std::errc{} && end == foreign.data() + foreign.size() && number > 0 &&
          number <= kMostColumns && column) {
        place(number - 1, *column);
      }
    }
    check_layout("the mapping names");
  }

  void place(std::size_t field, ListColumn column) {
    if (column == ListColumn::kKnownUnused) return;
    const bool is_taken =
        std::ranges::any_of(places_, [&](const Place& one) { return one.column == column; });
    if (!is_taken) places_.push_back({field, column});
  }

  [[nodiscard]] bool has(ListColumn column) const {
    return std::ranges::any_of(places_, [&](const Place& one) { return one.column == column; }) ||
           std::ranges::any_of(constants_, [&](const auto& one) { return one.first == column; });
  }

  void check_layout(std::string_view who) {
    const bool has_network = has(ListColumn::kMcc) && has(ListColumn::kNet);
    const bool has_cell = has(ListColumn::kCell) || (has(ListColumn::kEnb) && has(ListColumn::kSector));
    const bool has_place = has(ListColumn::kLon) && has(ListColumn::kLat);
    const bool has_carrier = has(ListColumn::kCarrier) || has(ListColumn::kArfcn) ||
                             has(ListColumn::kUarfcn) || has(ListColumn::kEarfcn) ||
                             has(ListColumn::kNrArfcn);
    if (!(has_network && (has_cell || has_place)) && !has_carrier) {
      error_ = Error{ErrorCode::kFormat, name_ + ": " + std::string(who) +
                                             " neither mcc, net and cell nor carrier_hz or "
                                             "earfcn; is this a list of towers?"};
      return;
    }
    // Without these a row says nothing, and a line that ends before them is half of one.
    for (const Place& one : places_) {
      const bool is_needed = one.column == ListColumn::kMcc || one.column == ListColumn::kNet ||
                             one.column == ListColumn::kCell || one.column == ListColumn::kCarrier;
      if (is_needed) least_fields_ = std::max(least_fields_, one.field + 1);
    }
  }

  void take_row() {
    if (fields_.size() < std::max(least_fields_, std::size_t{1})) {
      return refuse({"missing column", "only " + std::to_string(fields_.size()) + " columns"});
    }
    texts_.clear();
    for (const auto& [column, value] : constants_) texts_.set(column, value);
    for (const Place& one : places_) {
      if (one.field < fields_.size() && !fields_[one.field].empty())
        texts_.set(one.column, fields_[one.field]);
    }
    if (!values_.empty()) translate();
    if (auto refused = row_.read(texts_)) return refuse(*refused);
    const TowerRecord& record = row_.record();
    account().without_carrier += record.carrier_hz ? 0U : 1U;
    account().without_physical_id += record.physical_id ? 0U : 1U;
    account().without_position += record.position ? 0U : 1U;
    ++account().records;
    sink_.take(record);
  }

  void translate() {
    for (const auto& [column, values] : values_) {
      const auto known = values.find(lower_case(texts_[column]));
      if (known != values.end()) texts_.set(column, known->second);
    }
  }

  void refuse(const Refusal& refusal) {
    const bool is_first = ++account().refused[refusal.reason] == 1;
    if (is_first && account().examples.size() < kMaxExamples) {
      account().examples.push_back("line " + std::to_string(number_) + ": " + refusal.detail);
    }
  }

  Result<void> nothing_usable() {
    if (account().lines == 0) {
      error_ = Error{ErrorCode::kFormat, name_ + ": no rows; is this a list of towers?"};
    } else {
      const std::string first =
          account().examples.empty() ? std::string() : " (" + account().examples.front() + ")";
      error_ = Error{ErrorCode::kFormat,
                     name_ + ": none of " + std::to_string(account().lines) + " rows could be used" + first};
    }
    return tl::unexpected<Error>(*error_);
  }

  std::string name_;
  CsvFormat format_;
  RecordSink& sink_;
  CsvFields fields_;
  ListRow row_;
  ListRowText texts_;
  LinesOfPieces lines_;
  std::map<std::string, std::string> columns_;  ///< as the mapping has them, in small letters
  std::vector<std::pair<ListColumn, std::string>> constants_;
  std::map<ListColumn, std::map<std::string, std::string>> values_;
  std::vector<Place> places_;
  std::map<std::string, std::uint64_t> comments_;  ///< what is wrong with them
  std::optional<Error> error_;
  std::uint64_t number_{};
  std::size_t least_fields_{};
  bool has_layout_ = false;
};

}  // namespace

std::vector<std::string> csv_column_names() {
  std::vector<std::string> names;
  for (std::size_t i = 0; i < kListColumns; ++i) {
    const auto column = static_cast<ListColumn>(i);
    if (column != ListColumn::kKnownUnused) names.emplace_back(name_of(column));
  }
  return names;
}

std::unique_ptr<ListReader> read_csv(std::string name, CsvFormat format, RecordSink& sink) {
  return std::make_unique<CsvReader>(std::move(name), std::move(format), sink);
}

}  // namespace cellwarden::towers
