using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using Bosh.AspNetCore.Sessions;
using Bosh.AspNetCore.Upstream;
using Xunit;

namespace Bosh.AspNetCore.Tests.Sessions;

/// <summary>
/// A client with several streams, acknowledgements and keys that repeats what it gets no answer to, on a network that loses what it likes, with
/// servers that come and go. In the end it has all that each server sent, in order and once; each server has all that was for it; and whatever
/// was answered was answered as the specification says.
/// </summary>
public sealed partial class SessionStreamsRandomTests
{
    [Theory]
    [InlineData(0, false, false)]
    [InlineData(1, false, false)]
    [InlineData(1, true, true)]
    [InlineData(2, true, false)]
    [InlineData(2, false, true)]
    public void Whatever_happens_each_stream_carries_everything_once_and_in_order(int hold, bool acks, bool keys)
    {
        for (int seed = 0; seed < 300; seed++)
        {
            var world = new World(hold, acks, keys, seed);
            try
            {
                for (int step = 0; step < 120 && !world.IsOver; step++)
                {
                    world.Step();
                }

                world.Heal();
            }
            catch (Exception error)
            {
                throw new InvalidOperationException($"seed {seed}\n{world.Story}", error);
            }
        }
    }

    private sealed partial class World
    {
        private readonly SessionHarness _harness;
        private readonly Random _random;
        private readonly int _requests;
        private readonly bool _acks;
        private readonly string[]? _keys;
        private readonly StringBuilder _story = new();

        private readonly SortedDictionary<int, Sent> _outstanding = [];
        private readonly List<Sent> _onTheWay = [];
        private readonly List<(Sent Sent, HeldRequest Held)> _exchanges = [];
        private readonly SortedDictionary<int, string> _received = [];
        private readonly HashSet<int> _arrived = [0];

        /// <summary>What the client knows: names of streams, in the order of their links, and which it takes for open.</summary>
        private readonly Dictionary<string, bool> _known = new(StringComparer.Ordinal);

        private readonly List<Server> _servers = [new Server()];
        private int _next = 1;
        private int _toProcess = 1;
        private int _payloads;
        private bool _isTold;

        public World(int hold, bool acks, bool keys, int seed)
        {
            _random = new Random((seed * 31) + hold);
            _requests = hold + 1;
            _acks = acks;
            _keys = keys ? Chain(1000) : null;
            _harness = new SessionHarness(o =>
            {
                o.Limits.MaxStreams = 3;
                o.Limits.MaxRepeats = 1000;
                o.Polling = TimeSpan.Zero;
                o.Limits.MaxAnswerSize = 1024;
            });
            HeldRequest creation = _harness.Create(
                $"hold='{hold.ToString(CultureInfo.InvariantCulture)}' wait='30' {(acks ? "ack='1'" : "")} {(keys ? $"newkey='{_keys![^1]}'" : "")}");
            _harness.OpenStream();
            _harness.FromServer("<stream:features/>");
            _harness.Written(creation);
            _known[_harness.NameOf(0)] = true;
        }

        public bool IsOver => _harness.Ended != SessionEnd.None;

        public string Story => _story.ToString();

        public void Step()
        {
            switch (_random.Next(16))
            {
                case 0 or 1 when MaySend:
                    Send("", "");
                    break;
                case 2 or 3 when MaySend:
                    SendPayload();
                    break;
                case 4 when MaySend && _servers.Count < 8:
                    Send("", "to='example.com'");
                    break;
                case 5 when MaySend && _random.Next(3) == 0 && Pick(_known.Where(k => k.Value).Select(k => k.Key)) is string closing && _known.Count(k => k.Value) > 1:
                    Close(closing);
                    break;
                case 6 when MaySend && _random.Next(3) == 0:
                    Send("", "pause='60'");
                    break;
                case 7 or 8 or 9:
                    ServerSends(_random.Next(_servers.Count), 1 + _random.Next(3));
                    break;
                case 10 when _random.Next(6) == 0:
                    ServerEnds(_random.Next(_servers.Count));
                    break;
                case 11 when Pick(_exchanges.Where(e => !e.Held.Answer.IsCompleted)) is { Held: not null } exchange:
                    Note($"gone {exchange.Sent.Rid}");
                    _exchanges.Remove(exchange);
                    _harness.ClientGone(exchange.Held);
                    break;
                case 12 when Pick(Unheard()) is Sent again:
                    Arrive(again);
                    break;
                case 13:
                    Wait();
                    break;
                default:
                    if (_onTheWay.Count > 0 && _random.Next(2) == 0)
                    {
                        Arrive(_onTheWay[_random.Next(_onTheWay.Count)]);
                    }
                    else if (Pick(_exchanges.Where(e => e.Held.Answer.IsCompleted)) is { Held: not null } answered)
                    {
                        Finish(answered, _random.Next(4));
                    }

                    break;
            }

            Look();
        }

        public void Heal()
        {
            Note("heal");
            for (int round = 0; round < 500 && !(HasEverything && _outstanding.Count == 0 && !IsOver) && !_isTold; round++)
            {
                while (_onTheWay.Count > 0)
                {
                    Arrive(_onTheWay.MinBy(s => s.Rid)!);
                }

                foreach (Sent unheard in Unheard().ToList())
                {
                    Arrive(unheard);
                }

                foreach ((Sent Sent, HeldRequest Held) answered in _exchanges.Where(e => e.Held.Answer.IsCompleted).OrderBy(e => e.Sent.Rid).ToList())
                {
                    Finish(answered, 0);
                }

                Look();
                if (MaySend && (!HasEverything || IsOver))
                {
                    Send("", "", holdBack: false);
                }
                else
                {
                    _harness.Advance(1);
                }
            }

            Assert.True(HasEverything, "something is missing");
            Assert.Equal(IsOver, _isTold);
            for (int i = 0; i < _servers.Count; i++)
            {
                Assert.Equal(_servers[i].Expected, [.. Ids(_harness.LinkOf(i).Sent, "up")]);
            }
        }

        private bool HasEverything => _servers.TrueForAll(s => s.IsClosedByClient || s.Received == s.Sent);

        private bool MaySend => !_isTold && (_outstanding.Count == 0 || _next - _outstanding.Keys.First() < _requests);

        private void Send(string payload, string attributes, bool holdBack = true)
        {
            int rid = _next++;
            string ack = _acks && _outstanding.Count > 0 ? $" ack='{(SessionHarness.First + _toProcess - 1).ToString(CultureInfo.InvariantCulture)}'" : "";
            string key = _keys is null ? "" : $" key='{_keys[^(rid + 1)]}'";
            var sent = new Sent(rid, payload, attributes + ack + key);
            _outstanding.Add(rid, sent);
            Note($"send {rid} {payload} {attributes}{ack}");
            if (holdBack && _random.Next(3) == 0)
            {
                _onTheWay.Add(sent);
            }
            else
            {
                Arrive(sent);
            }
        }

        private void SendPayload()
        {
            string id = $"up{(++_payloads).ToString(CultureInfo.InvariantCulture)}";
            string? to = _random.Next(2) == 0 ? null : Pick(_known.Where(k => k.Value).Select(k => k.Key));
            Send($"<message xmlns='jabber:client' id='{id}'/>", to is null ? "" : $"stream='{to}'");
        }

        private void Close(string name)
        {
            _known[name] = false;
            Send("", $"type='terminate' stream='{name}'");
        }

        private void Arrive(Sent sent)
        {
            Note($"arrive {sent.Rid}");
            _onTheWay.Remove(sent);
            if (!_outstanding.ContainsKey(sent.Rid))
            {
                return;
            }

            // The servers that are open when its turn comes get what is in it.
            List<int> turns = [];
            if (_arrived.Add(sent.Rid))
            {
                int contiguous = Contiguous(except: sent.Rid);
                for (int rid = contiguous + 1; _arrived.Contains(rid); rid++)
                {
                    turns.Add(rid);
                }
            }

            List<int> open = [.. Enumerable.Range(0, _servers.Count).Where(i => !IsClosed(i))];
            int streams = _harness.StreamCount;
            _exchanges.Add((sent, _harness.Send(sent.Rid, sent.Payload, sent.Attributes)));
            foreach (int rid in turns)
            {
                Expect(rid == sent.Rid ? sent : _outstanding[rid], open);
                if (streams < _harness.StreamCount && _outstanding[rid].Attributes.StartsWith("to=", StringComparison.Ordinal))
                {
                    Note($"stream {streams} {_harness.NameOf(streams)}");
                    _servers.Add(new Server());
                    open.Add(streams++);
                }
            }

            if (_random.Next(3) > 0 && streams > 1)
            {
                _harness.OpenStream(stream: streams - 1);
            }
        }

        private void Expect(Sent sent, List<int> open)
        {
            foreach (int i in open)
            {
                bool isMeant = !sent.Attributes.Contains("stream='", StringComparison.Ordinal)
                    || sent.Attributes.Contains(_harness.NameOf(i), StringComparison.Ordinal);
                if (!isMeant || _servers[i].IsClosedByClient)
                {
                    continue;
                }

                _servers[i].Expected.AddRange(Ids(sent.Payload, "up"));
                _servers[i].IsClosedByClient |= sent.Attributes.Contains("type='terminate'", StringComparison.Ordinal);
            }
        }

        private void ServerSends(int server, int count)
        {
            if (IsClosed(server) || _servers[server].IsClosedByClient)
            {
                return;
            }

            string[] elements = [.. Enumerable.Range(0, count).Select(_ => Element(server))];
            Note($"server {server} sends {string.Join(' ', Ids(string.Concat(elements), "down"))}");
            _harness.FromServerOf(server, elements);
        }

        private string Element(int server)
        {
            string id = string.Create(CultureInfo.InvariantCulture, $"down{(server * 10_000) + ++_servers[server].Sent}");
            return $"<message xmlns='jabber:client' id='{id}'><x>{new string('x', _random.Next(600))}</x></message>";
        }

        private void ServerEnds(int server)
        {
            if (IsClosed(server))
            {
                return;
            }

            Note($"server {server} ends");
            if (_random.Next(2) == 0)
            {
                _harness.FromServerOf(server, "<stream:error><x xmlns='urn:x'/></stream:error>");
            }
            else
            {
                _harness.ServerGone(UpstreamEnd.Lost, server);
            }
        }

        private void Wait()
        {
            while (_onTheWay.Count > 0)
            {
                Arrive(_onTheWay[_random.Next(_onTheWay.Count)]);
            }

            foreach ((Sent Sent, HeldRequest Held) answered in _exchanges.Where(e => e.Held.Answer.IsCompleted).ToList())
            {
                Finish(answered, _random.Next(4));
            }

            double seconds = 3 * _random.NextDouble();
            Note(string.Create(CultureInfo.InvariantCulture, $"wait {seconds:0.0}"));
            _harness.Advance(seconds);
        }

        /// <summary>What the client has no answer to, and no connection on which one could come.</summary>
        private IEnumerable<Sent> Unheard() => _outstanding.Values.Where(s => !_onTheWay.Contains(s) && !_exchanges.Exists(e => e.Sent.Rid == s.Rid));

        private void Finish((Sent Sent, HeldRequest Held) exchange, int fate)
        {
            _exchanges.Remove(exchange);
            Answer answer = SessionHarness.Outcome(exchange.Held);
            if (ReferenceEquals(answer, Answer.None))
            {
                return;
            }

            bool ok = fate != 2;
            bool isReceived = fate is 0 or 1;
            string text = SessionHarness.Text(exchange.Held);
            Note($"finish {exchange.Sent.Rid} {(ok ? isReceived ? "received" : "lost" : "failed")} {Short().Replace(text, "x")}");
            _harness.Written(exchange.Held, ok);
            bool isNewest = !_exchanges.Exists(e => e.Sent.Rid == exchange.Sent.Rid);
            if (isReceived && isNewest && !text.Contains("type='error'", StringComparison.Ordinal) && _outstanding.Remove(exchange.Sent.Rid, out Sent? sent))
            {
                _received[sent.Rid] = text;
                Process(sent);
            }
        }

        private void Process(Sent sent)
        {
            // Where nothing has ended, that is: the last words of a server are for whoever asks.
            if (sent.Attributes.Contains("pause", StringComparison.Ordinal) && !IsOver)
            {
                Assert.DoesNotContain("<message", _received[sent.Rid], StringComparison.Ordinal);
            }

            while (_received.Remove(_toProcess, out string? text))
            {
                _toProcess++;
                Take(text);
            }
        }

        private void Take(string text)
        {
            Assert.DoesNotContain("item-not-found", text, StringComparison.Ordinal);
            string? stream = StreamName().Match(text) is { Success: true } named ? named.Groups["name"].Value : null;
            bool isEnd = text.Contains("<body type='terminate'", StringComparison.Ordinal);
            if (stream is not null)
            {
                Assert.True(isEnd || !_known.TryGetValue(stream, out bool isOpen) || isOpen || !HasEnded(stream), "a stream speaks after its end");
                _known[stream] = !isEnd && _known.GetValueOrDefault(stream, true);
            }

            foreach (int id in Ids(text, "down"))
            {
                int server = id / 10_000;
                Assert.Equal(_harness.NameOf(server), stream ?? _harness.NameOf(0));
                Assert.Equal(_servers[server].Received + 1, id % 10_000);
                _servers[server].Received++;
            }

            if (isEnd && stream is not null)
            {
                _ended.Add(stream);
            }
            else if (isEnd)
            {
                Assert.True(IsOver);
                Assert.True(HasEverything, "the session has ended before everything was told");
                _isTold = true;
            }
        }

        private readonly HashSet<string> _ended = new(StringComparer.Ordinal);

        private bool HasEnded(string stream) => _ended.Contains(stream);

        private void Look()
        {
            foreach ((Sent sent, HeldRequest held) in _exchanges)
            {
                if (held.Answer.IsCompleted && _acks && !sent.IsLookedAt && AckIn().Match(SessionHarness.Text(held)) is { Success: true } ack)
                {
                    sent.IsLookedAt = true;
                    Assert.True(long.Parse(ack.Groups["rid"].Value, CultureInfo.InvariantCulture) - SessionHarness.First <= Contiguous(except: 0));
                }
            }

            Assert.True(_harness.StreamCount <= 100);
        }

        private int Contiguous(int except)
        {
            int rid = 0;
            while (_arrived.Contains(rid + 1) && rid + 1 != except)
            {
                rid++;
            }

            return rid;
        }

        private bool IsClosed(int server) => IsOver || _harness.LinkOf(server).Sent.Contains("[close]", StringComparison.Ordinal);

        private void Note(string text) => _story.AppendLine(text);

        private T? Pick<T>(IEnumerable<T> items)
        {
            List<T> all = [.. items];
            return all.Count == 0 ? default : all[_random.Next(all.Count)];
        }

        private static IEnumerable<int> Ids(string text, string direction) => Id().Matches(text)
            .Where(m => m.Groups["direction"].Value.Equals(direction, StringComparison.Ordinal))
            .Select(m => int.Parse(m.Groups["id"].Value, CultureInfo.InvariantCulture));

        private static string[] Chain(int length)
        {
            string[] keys = new string[length];
            string last = "seed";
            for (int i = 0; i < length; i++)
            {
#pragma warning disable CA5350 // The specification asks for SHA-1.
                keys[i] = last = Convert.ToHexStringLower(SHA1.HashData(Encoding.ASCII.GetBytes(last)));
#pragma warning restore CA5350
            }

            return keys;
        }

        [GeneratedRegex("id='(?<direction>up|down)(?<id>[0-9]+)'", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
        private static partial Regex Id();

        [GeneratedRegex("^<body[^>]* stream='(?<name>[0-9a-f]{32})'", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
        private static partial Regex StreamName();

        [GeneratedRegex("^<body[^>]* ack='(?<rid>[0-9]+)'", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
        private static partial Regex AckIn();

        [GeneratedRegex("x{5,}|xmlns='[^']*'", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
        private static partial Regex Short();

        private sealed class Sent(int rid, string payload, string attributes)
        {
            public int Rid => rid;

            public string Payload => payload;

            public string Attributes => attributes;

            public bool IsLookedAt { get; set; }
        }

        private sealed class Server
        {
            public int Sent { get; set; }

            public int Received { get; set; }

            public bool IsClosedByClient { get; set; }

            public List<int> Expected { get; } = [];
        }
    }
}
