cellwarden_test(block_queue SOURCES block_queue_test.cpp LINK cellwarden::dsp_capture_live)
cellwarden_test(timestamp_check SOURCES timestamp_check_test.cpp LINK cellwarden::dsp_capture_live)
