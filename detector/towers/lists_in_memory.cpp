#include "detector/towers/lists_in_memory.hpp"

#include <algorithm>
#include <array>
#include <istream>
#include <utility>

#include "detector/towers/lists/geojson.hpp"
#include "detector/towers/lists/wigle.hpp"
#include "detector/towers/tower_csv.hpp"

namespace cellwarden::towers {
namespace {

constexpr std::size_t kPiece_bytes = 65536;

Source with_stated(Source source, const StatedSource& stated) {
  source.name = stated.name.value_or(source.name);
  source.trust = stated.trust.value_or(source.trust);
  if (stated.date) source.date = stated.date;
  source.licence = stated.licence.value_or(source.licence);
  source.attribution = stated.attribution.value_or(source.attribution);
  return source;
}

std::string not_taken(const std::string& name, const std::vector<std::string>& taken) {
  std::string candidate = name;
  for (int number = 2; std::ranges::find(taken, candidate) != taken.end(); ++number) {
    candidate = name + " (" + std::to_string(number) + ")";
  }
  return candidate;
}

// Puts the records of one list into the store. The list says who it is before its first record.
class OneList final : public RecordSink {
 public:
  OneList(TowerWriter& writer, Source source, std::vector<std::string>& names, std::uint64_t& records)
      : writer_(writer), source_(std::move(source)), names_(names), records_(records) {}

  void set_reader(const ListReader& reader) { reader_ = &reader; }
  [[nodiscard]] const std::optional<Error>& failure() const { return failure_; }

  void take(const TowerRecord& record) override {
    if (failure_) return;
    if (++records_ > kMaxRecordsInMemory) {
      failure_ =
          Error{ErrorCode::kFormat, source_.name + ": more than " + std::to_string(kMaxRecordsInMemory) +
                                        " rows; make a database of it with 'cellwarden towers import'"};
      return;
    }
    if (!id_) {
      source_ = with_stated(std::move(source_), reader_->stated());
      source_.name = not_taken(source_.name, names_);
      names_.push_back(source_.name);
      keep(writer_.put_source(source_, "{}"));
    }
    TowerRecord ours = record;
    ours.source = id_.value_or(0);
    if (auto added = writer_.add(ours); !added) failure_ = added.error();
  }

 private:
  void keep(const Result<std::uint32_t>& id) {
    if (id) {
      id_ = *id;
    } else {
      failure_ = id.error();
    }
  }

  TowerWriter& writer_;
  Source source_;
  std::vector<std::string>& names_;
  std::uint64_t& records_;
  const ListReader* reader_{};
  std::optional<std::uint32_t> id_;
  std::optional<Error> failure_;
};

}  // namespace

Result<std::unique_ptr<ListReader>> reader_of(ListFormat format, const std::string& name, RecordSink& sink) {
  switch (format) {
    case ListFormat::kCsv:
      return read_csv(name, {}, sink);
    case ListFormat::kWigle:
      return read_wigle(name, sink);
    case ListFormat::kGeoJson:
      return read_geojson(name, sink);
    case ListFormat::kObservationLog:
      break;
  }
  return fail(ErrorCode::kFormat,
              name + ": is an observation log; make a survey of it with 'cellwarden towers import --survey'");
}

Result<ListsInMemory> ListsInMemory::begin() {
  auto writer = TowerWriter::in_memory();
  if (!writer) return tl::unexpected<Error>(writer.error());
  return ListsInMemory(std::move(*writer));
}

Result<ReadReport> ListsInMemory::add(std::istream& in, Source source) {
  const std::string name = source.name;
  OneList list(writer_, std::move(source), names_, records_);
  std::array<char, kPiece_bytes> piece{};
  std::unique_ptr<ListReader> reader;
  while (in) {
    in.read(piece.data(), static_cast<std::streamsize>(piece.size()));
    const std::string_view octets(piece.data(), static_cast<std::size_t>(in.gcount()));
    if (!reader) {
      auto made = reader_of(format_of(octets), name, list);
      if (!made) return tl::unexpected<Error>(made.error());
      reader = std::move(*made);
      list.set_reader(*reader);
    }
    if (auto read = reader->read(octets); !read) return tl::unexpected<Error>(read.error());
    if (list.failure()) return tl::unexpected<Error>(*list.failure());
  }
  if (in.bad()) return fail(ErrorCode::kFile, name + ": reading failed");
  const auto finished = reader->finish();
  if (list.failure()) return tl::unexpected<Error>(*list.failure());
  if (!finished) return tl::unexpected<Error>(finished.error());
  return reader->report();
}

Result<void> ListsInMemory::add(const Source& source, const std::vector<TowerRecord>& records) {
  const auto id = writer_.put_source(source, "{}");
  if (!id) return tl::unexpected<Error>(id.error());
  for (TowerRecord record : records) {
    record.source = *id;
    if (auto added = writer_.add(record); !added) return added;
  }
  return {};
}

Result<std::shared_ptr<const KnownTowers>> ListsInMemory::finish(const std::string& digest) && {
  const auto finished = writer_.finish(digest, {});
  if (!finished) return tl::unexpected<Error>(finished.error());
  return std::move(writer_).towers();
}

}  // namespace cellwarden::towers
