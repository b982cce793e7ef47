FROM scratch
CMD ["a",]
CMD [ "a" , "\ud83d\ude00" ]
CMD ["a"] x
ENTRYPOINT {"a": 1}
CMD [["a"]
