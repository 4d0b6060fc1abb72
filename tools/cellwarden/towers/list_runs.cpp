#include "tools/cellwarden/towers/list_runs.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <fstream>
#include <future>
#include <span>
#include <utility>

#include "cell/calendar_date.hpp"
#include "detector/records/observation_log.hpp"
#include "detector/towers/lists/survey.hpp"
#include "detector/towers/lists_in_memory.hpp"
#include "dsp/capture/digest.hpp"
#include "tools/cellwarden/input_file.hpp"

namespace cellwarden::tools {
namespace {

namespace store = towers::store;

constexpr std::size_t kRun_octets = std::size_t{32} << 20U;
constexpr std::size_t kPiece_octets = std::size_t{1} << 18U;
constexpr std::size_t kRunBuffer_octets = std::size_t{1} << 17U;

Result<void> write_run(store::RowRun& run, const std::string& file) {
  std::ofstream out(file, std::ios::binary | std::ios::trunc);
  run.sorted([&out](std::string_view piece) {
    out.write(piece.data(), static_cast<std::streamsize>(piece.size()));
    return out.good();
  });
  out.flush();
  if (!out) return fail(ErrorCode::kFile, fmt::format("{}: cannot be written; is the disk full?", file));
  return {};
}

// Collects rows; a full run is sorted and written in another thread while the next one fills.
class RunWriter final : public towers::RecordSink {
 public:
  RunWriter(const ListReading& reading, ListRuns& out)
      : reading_(reading),
        out_(out),
        filling_(std::make_unique<store::RowRun>(kRun_octets)),
        sorting_(std::make_unique<store::RowRun>(kRun_octets)) {}
  RunWriter(const RunWriter&) = delete;
  RunWriter& operator=(const RunWriter&) = delete;
  ~RunWriter() override {
    if (writing_.valid()) writing_.wait();
  }

  void take(const towers::TowerRecord& record) override {
    filling_->add(store::StoredRow(record));
    if (record.last_listed && (!out_.newest || *record.last_listed > *out_.newest))
      out_.newest = record.last_listed;
    ++out_.rows;
    if (filling_->is_full()) write();
  }

  void finish() {
    if (filling_->rows() > 0) write();
    settle();
  }

  [[nodiscard]] const std::optional<Error>& failure() const noexcept { return failure_; }

 private:
  void settle() {
    if (!writing_.valid()) return;
    if (auto written = writing_.get(); !written && !failure_) failure_ = written.error();
  }

  void write() {
    settle();
    std::swap(filling_, sorting_);
    filling_->clear();
    const std::string name = fmt::format("{}run-{:04}", reading_.prefix, out_.files.size());
    out_.files.push_back(name);
    writing_ = std::async(std::launch::async,
                          [this, file = reading_.folder.file(name)] { return write_run(*sorting_, file); });
  }

  const ListReading& reading_;
  ListRuns& out_;
  std::unique_ptr<store::RowRun> filling_;
  std::unique_ptr<store::RowRun> sorting_;
  std::future<Result<void>> writing_;
  std::optional<Error> failure_;
};

Result<std::unique_ptr<towers::ListReader>> make_reader(const ListInput& list, std::string_view head,
                                                        ListRuns& out, towers::RecordSink& sink) {
  out.format = list.format.value_or(towers::format_of(head));
  if (out.format == towers::ListFormat::kCsv) return towers::read_csv(list.file, list.csv, sink);
  return towers::reader_of(out.format, list.file, sink);
}

constexpr const char* kInterrupted = "interrupted";

// A list of any format that is read in pieces.
Result<void> read_list(const ListInput& list, InputFile& file, const ListReading& reading, RunWriter& writer,
                       ListRuns& out) {
  std::unique_ptr<towers::ListReader> reader;
  std::string piece(kPiece_octets, '\0');
  std::istream& in = file.stream();
  while (in) {
    in.read(piece.data(), static_cast<std::streamsize>(piece.size()));
    const std::string_view octets(piece.data(), static_cast<std::size_t>(in.gcount()));
    if (!reader) {
      auto made = make_reader(list, octets, out, writer);
      if (!made) return tl::unexpected<Error>(made.error());
      reader = std::move(*made);
    }
    if (auto read = reader->read(octets); !read) return read;
    if (writer.failure()) return tl::unexpected<Error>(*writer.failure());
    if (reading.tell) reading.tell(file.octets_left(), out.rows);
    if (reading.goes_on && !reading.goes_on()) return fail(ErrorCode::kFile, kInterrupted);
  }
  if (file.failure()) return tl::unexpected<Error>(*file.failure());
  if (auto finished = reader->finish(); !finished) return finished;
  out.report = reader->report();
  out.stated = reader->stated();
  return {};
}

// An observation log: a survey of one's own.
Result<void> read_survey(const ListInput& list, InputFile& file, const ListReading& reading,
                         RunWriter& writer, ListRuns& out) {
  records::ObservationLogReader log(file.stream(), list.file);
  towers::Survey survey;
  while (true) {
    auto dwell = log.next();
    if (file.failure()) return tl::unexpected<Error>(*file.failure());
    if (!dwell) return tl::unexpected<Error>(dwell.error());
    if (!*dwell) break;
    survey.add(**dwell);
    if (reading.tell) reading.tell(file.octets_left(), log.counts().observations);
    if (reading.goes_on && !reading.goes_on()) return fail(ErrorCode::kFile, kInterrupted);
  }
  out.format = towers::ListFormat::kObservationLog;
  towers::ReadReport& report = out.report;
  report.records = survey.give(writer);
  report.lines = log.counts().observations;
  report.combined = survey.sightings();
  report.refused = log.counts().refused;
  for (const auto& [reason, count] : survey.refused()) report.refused[reason] += count;
  report.examples = log.counts().examples;
  if (report.records == 0) {
    return fail(ErrorCode::kFormat,
                fmt::format("{}: no cell's identity was read in it; nothing to keep", list.file));
  }
  return {};
}

bool is_survey(const ListInput& list, InputFile& file) {
  if (list.format) return *list.format == towers::ListFormat::kObservationLog;
  return towers::format_of(file.head()) == towers::ListFormat::kObservationLog;
}

}  // namespace

Result<ListRuns> read_into_runs(const ListInput& list, const ListReading& reading) {
  auto file = InputFile::open(list.file);
  if (!file) return tl::unexpected<Error>(file.error());
  ListRuns out;
  RunWriter writer(reading, out);
  const auto read = is_survey(list, **file) ? read_survey(list, **file, reading, writer, out)
                                            : read_list(list, **file, reading, writer, out);
  writer.finish();
  if (writer.failure()) return tl::unexpected<Error>(*writer.failure());
  if (!read) return tl::unexpected<Error>(read.error());
  auto sha256 = (*file)->finish_sha256();
  if (!sha256) return tl::unexpected<Error>(sha256.error());
  out.sha256 = std::move(*sha256);
  return out;
}

Result<std::unique_ptr<store::RowStream>> open_run(const std::string& file, std::uint32_t source) {
  auto in = std::make_shared<std::ifstream>(file, std::ios::binary);
  if (!*in) return fail(ErrorCode::kFile, fmt::format("{}: cannot be opened", file));
  const auto read = [in, file](char* octets, std::size_t count) -> Result<std::size_t> {
    in->read(octets, static_cast<std::streamsize>(count));
    if (in->bad()) return fail(ErrorCode::kFile, fmt::format("{}: cannot be read", file));
    return static_cast<std::size_t>(in->gcount());
  };
  return std::make_unique<store::RunStream>(read, file, source, kRunBuffer_octets);
}

nlohmann::json to_json(const ListRuns& runs) {
  nlohmann::json json{{"files", runs.files},
                      {"rows", runs.rows},
                      {"format", towers::to_string(runs.format)},
                      {"sha256", runs.sha256},
                      {"lines", runs.report.lines},
                      {"records", runs.report.records},
                      {"combined", runs.report.combined},
                      {"refused", runs.report.refused},
                      {"blanked", runs.report.blanked},
                      {"examples", runs.report.examples},
                      {"ignored_columns", runs.report.ignored_columns},
                      {"without_carrier", runs.report.without_carrier},
                      {"without_physical_id", runs.report.without_physical_id},
                      {"without_position", runs.report.without_position}};
  const auto put = [&json](const char* key, const std::optional<std::string>& value) {
    if (value) json[key] = *value;
  };
  put("name", runs.stated.name);
  put("licence", runs.stated.licence);
  put("attribution", runs.stated.attribution);
  if (runs.stated.trust) json["trust"] = towers::to_string(*runs.stated.trust);
  if (runs.stated.date) json["date"] = date_text(*runs.stated.date);
  if (runs.newest) json["newest"] = runs.newest->time_since_epoch().count();
  return json;
}

std::optional<ListRuns> list_runs_of(const nlohmann::json& json) {
  try {
    ListRuns runs;
    json.at("files").get_to(runs.files);
    json.at("rows").get_to(runs.rows);
    json.at("sha256").get_to(runs.sha256);
    for (const auto format : {towers::ListFormat::kCsv, towers::ListFormat::kWigle,
                              towers::ListFormat::kGeoJson, towers::ListFormat::kObservationLog}) {
      if (json.at("format") == towers::to_string(format)) runs.format = format;
    }
    towers::ReadReport& report = runs.report;
    json.at("lines").get_to(report.lines);
    json.at("records").get_to(report.records);
    json.at("combined").get_to(report.combined);
    json.at("refused").get_to(report.refused);
    json.at("blanked").get_to(report.blanked);
    json.at("examples").get_to(report.examples);
    json.at("ignored_columns").get_to(report.ignored_columns);
    json.at("without_carrier").get_to(report.without_carrier);
    json.at("without_physical_id").get_to(report.without_physical_id);
    json.at("without_position").get_to(report.without_position);
    const auto text = [&json](const char* key) -> std::optional<std::string> {
      if (!json.contains(key)) return std::nullopt;
      return json.at(key).get<std::string>();
    };
    runs.stated.name = text("name");
    runs.stated.licence = text("licence");
    runs.stated.attribution = text("attribution");
    if (const auto trust = text("trust")) runs.stated.trust = towers::parse_trust(*trust);
    if (const auto date = text("date")) runs.stated.date = parse_date(*date);
    if (json.contains("newest"))
      runs.newest = std::chrono::sys_seconds(std::chrono::seconds(json.at("newest").get<std::int64_t>()));
    return runs;
  } catch (const nlohmann::json::exception&) {
    return std::nullopt;  // an older program's, or half of one: read again
  }
}

}  // namespace cellwarden::tools
