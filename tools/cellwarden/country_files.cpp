#include "tools/cellwarden/country_files.hpp"

#include "detector/geography/outline_reader.hpp"
#include "firmware-config/data_files.hpp"
#include "tools/cellwarden/content_hash.hpp"
#include "tools/cellwarden/input_file.hpp"
#include "tools/cellwarden/program_file.hpp"

namespace cellwarden::tools {
namespace {

std::vector<std::filesystem::path> outline_folders() {
  return config::data_folders("countries", program_file());
}

}  // namespace

Result<OutlinesInForce> load_outlines() {
  const auto file = config::find_data_file("outlines", outline_folders(), ".txt");
  if (!file) return OutlinesInForce{};
  auto input = InputFile::open(file->string());
  if (!input) return tl::unexpected<Error>(input.error());
  const auto bytes = (*input)->read_all(geography::kMaxOutlines_bytes);
  if (!bytes) return tl::unexpected<Error>(bytes.error());
  auto outlines = geography::read_outlines(*bytes, file->string());
  if (!outlines) return tl::unexpected<Error>(outlines.error());
  return OutlinesInForce{std::make_shared<const geography::CountryOutlines>(std::move(*outlines)),
                         sha256_of(*bytes)};
}

std::string outline_folders_text() {
  return config::folders_text(outline_folders());
}

}  // namespace cellwarden::tools
