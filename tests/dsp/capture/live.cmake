cellwarden_test(block_queue SOURCES block_queue_test.cpp LINK cellwarden::dsp_capture_live LABEL threads)
cellwarden_test(timestamp_check SOURCES timestamp_check_test.cpp LINK cellwarden::dsp_capture_live)

add_library(cellwarden_fake_soapy_device STATIC fake_soapy_device.cpp)
target_link_libraries(cellwarden_fake_soapy_device PUBLIC SoapySDR fmt::fmt PRIVATE cellwarden_build_flags)
target_include_directories(cellwarden_fake_soapy_device PUBLIC ${PROJECT_SOURCE_DIR})
cellwarden_test(soapy_source SOURCES soapy_source_test.cpp
  LINK cellwarden::dsp_capture_live cellwarden_fake_soapy_device LABEL threads)
cellwarden_test(device_list SOURCES device_list_test.cpp
  LINK cellwarden::dsp_capture_live cellwarden_fake_soapy_device)
cellwarden_test(playback SOURCES playback_test.cpp LINK cellwarden::dsp_capture_live SoapySDR LABEL threads)
