#include "tests/cell/gsm/corpus.hpp"

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <set>
#include <stdexcept>

#include <nlohmann/json.hpp>

namespace cellwarden::gsm::test {
namespace {

std::string captures_folder() {
  const char* const named = std::getenv("CELLWARDEN_CAPTURES");
  std::string folder =
      std::string(named != nullptr ? named : CELLWARDEN_SOURCE_DIR "/../shared/captures") + "/gsm/";
  if (std::filesystem::is_directory(folder)) return folder;
  std::printf("SKIPPED: no recordings at %s\n", folder.c_str());
  return {};
}

}  // namespace

L2Block block_of(const std::string& hex) {
  if (hex.size() != 2 * kBlock_octets) throw std::invalid_argument("no block: " + hex);
  L2Block block{};
  for (std::size_t i = 0; i < block.size(); ++i)
    block[i] = static_cast<std::uint8_t>(std::stoul(hex.substr(2 * i, 2), nullptr, 16));
  return block;
}

std::vector<CorpusCell> corpus_cells() {
  const std::string folder = captures_folder();
  std::vector<CorpusCell> cells;
  if (folder.empty()) return cells;
  std::ifstream file(folder + "si_corpus_2012.json");
  for (const auto& record : nlohmann::json::parse(file)) {
    CorpusCell cell;
    cell.arfcn = record.at("arfcn").get<unsigned>();
    cell.lac = record.at("lac").get<unsigned>();
    cell.cell = record.at("cell").get<unsigned>();
    cell.provider = record.at("provider").get<std::string>();
    cell.neighbours = record.at("neighbours").get<std::vector<unsigned>>();
    for (const char* key : {"1", "2", "2bis", "2ter", "3", "4"}) {
      const auto hex = record.at(std::string("system_info_t") + key).get<std::string>();
      if (!hex.empty()) cell.blocks.push_back(block_of(hex));
    }
    cells.push_back(cell);
  }
  return cells;
}

std::vector<L2Block> laboratory_blocks(const std::string& name) {
  const std::string folder = captures_folder();
  std::set<L2Block> blocks;
  if (folder.empty()) return {};
  std::ifstream file(folder + "osmobts_" + name + ".l2.txt");
  std::string frame_number, hex;
  while (file >> frame_number >> hex) blocks.insert(block_of(hex));
  return {blocks.begin(), blocks.end()};
}

}  // namespace cellwarden::gsm::test
