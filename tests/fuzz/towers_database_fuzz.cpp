// Any file in the place of the database: refused, or asked without a crash, an endless question, or a record
// that the rules could trip over.

#include <unistd.h>

#include <cmath>
#include <cstdlib>
#include <fstream>
#include <string>

#include "detector/towers/known_towers.hpp"

namespace {

using namespace cellwarden;
using namespace cellwarden::towers;

class FileInMemory {
 public:
  FileInMemory() = default;
  FileInMemory(const FileInMemory&) = delete;
  FileInMemory& operator=(const FileInMemory&) = delete;
  ~FileInMemory() { ::unlink(path_.c_str()); }

  const std::string& put(const std::uint8_t* data, std::size_t size) {
    std::ofstream(path_, std::ios::binary)
        .write(reinterpret_cast<const char*>(data), static_cast<std::streamsize>(size));
    return path_;
  }

 private:
  std::string path_ = "/dev/shm/towers_database_fuzz." + std::to_string(::getpid());
};

void check(const TowerRecord& row, const KnownTowers& towers) {
  if (row.position && !(std::abs(row.position->latitude_deg) <= 90.0)) std::abort();
  if (row.source < towers.sources().size() && towers.source_of(row).name.size() > (std::size_t{1} << 30U)) {
    std::abort();
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static FileInMemory file;
  const auto opened = KnownTowers::open(file.put(data, size));
  if (!opened) {
    if (opened.error().what.empty()) std::abort();
    return 0;
  }
  const KnownTowers& towers = **opened;
  const Plmn plmn{262, 1, 2};
  const Near near{{.latitude_deg = 52.52, .longitude_deg = 13.405, .accuracy_m = {}}, 5000.0};
  for (const TowerRecord& row : towers.find(Rat::kLte, plmn, {}, 27447297)) check(row, towers);
  for (const TowerRecord& row : towers.find_range(Rat::kLte, plmn, 0, 1U << 28U, 20)) check(row, towers);
  for (const TowerRecord& row : towers.on_carrier(Rat::kLte, 790e6, 960e6, near)) check(row, towers);
  for (const Neighbour& one : towers.within(near, 20)) check(one.record, towers);
  for (const NetworkShare& share : towers.shares(Rat::kLte, plmn, near)) {
    if (share.source >= towers.sources().size()) std::abort();
  }
  static_cast<void>(towers.has_area(Rat::kLte, plmn, 4711, near));
  static_cast<void>(towers.counts());
  int rows = 0;
  towers.for_each([&](const TowerRecord& row) {
    check(row, towers);
    return ++rows < 100;
  });
  return 0;
}
