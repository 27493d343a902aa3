using System.Text;
using Bosh.AspNetCore.Benchmarks.Load.Client;
using Bosh.FaultProxy.Numbering;
using Xunit;

namespace Bosh.AspNetCore.IntegrationTests.Load;

public sealed class MessageReaderTests
{
    [Fact]
    public void Messages_are_counted_once_wherever_the_stream_is_cut()
    {
        IEnumerable<string> messages = Enumerable.Range(0, 5)
            .Select(i => $"<message to='a' id='u-{i:d10}'>{new string('x', i * 7)}</message><r id='l-0000000009'/>");
        byte[] stream = Encoding.ASCII.GetBytes(string.Concat(messages));
        for (int size = 1; size <= stream.Length; size++)
        {
            var reader = new MessageReader(MessageKind.Sink);
            var check = new SequenceCheck();
            foreach (byte[] piece in stream.Chunk(size))
            {
                piece.CopyTo(reader.Free);
                reader.Read(piece.Length, check);
            }

            Assert.Equal((5, 0, 0), (check.Taken, check.Repeated, check.Reordered));
        }
    }
}
